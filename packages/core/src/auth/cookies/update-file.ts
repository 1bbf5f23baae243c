import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, lstat, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { staleAfter, withFileLock } from './file-lock.ts';
import { SourceFault } from './formats/source-document.ts';
import { readCookieFile, type ReadFile } from './read-cookie-file.ts';

/**
 * Changes a file so that every reader sees the old or the new one, whole: what is there now is read under a lock, and what
 * `update` makes of it goes to a new file of mode 0600 in the same folder, to the disk, and then in its place.
 *
 * @throws `SourceFault`, `LockTaken`, or the error of the system. The file is then as it was.
 */
export async function updateFile(path: string, update: (bytes: Buffer) => Uint8Array): Promise<void> {
  await refuseUnwritable(path);
  await withFileLock(hidden(path, 'lock'), async () => {
    await removeLeftovers(path);
    const previous = await readCookieFile(path, constants.O_NOFOLLOW ?? 0);
    await replace(path, update(previous.bytes), previous);
  });
}

async function refuseUnwritable(path: string): Promise<void> {
  const target = await lstat(path);
  if (target.isSymbolicLink()) throw new SourceFault('it is a symbolic link');
  // A rename would replace a read-only file, and a superuser may write to any.
  if ((target.mode & 0o222) === 0) throw new SourceFault('it is read-only');
  await access(path, constants.W_OK);
}

async function replace(path: string, bytes: Uint8Array, previous: ReadFile): Promise<void> {
  const temporary = hidden(path, `${process.pid}-${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      // A superuser must not take the file away from its owner.
      if (process.getuid?.() !== previous.uid) await handle.chown(previous.uid, previous.gid).catch(() => undefined);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes the rename last through a power cut, where the system can. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY).catch(() => undefined);
  try {
    await handle?.sync().catch(() => undefined);
  } finally {
    await handle?.close();
  }
}

/** Removes new files of processes that died before the rename. */
async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const start = `.${basename(path)}.`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start) || !/^\d+-[\da-f-]{36}\.tmp$/.test(name.slice(start.length))) continue;
    const leftover = join(folder, name);
    const found = await stat(leftover).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > staleAfter) await unlink(leftover).catch(() => undefined);
  }
}

function hidden(path: string, suffix: string): string {
  return join(dirname(path), `.${basename(path)}.${suffix}`);
}
