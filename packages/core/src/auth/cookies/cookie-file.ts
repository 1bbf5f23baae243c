import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, lstat, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type CookieChange, isSameCookie } from './cookie-record.ts';
import { LockTaken, staleAfter, withFileLock } from './file-lock.ts';
import { decodeText, readDocument } from './formats/read-document.ts';
import { SourceFault } from './formats/source-document.ts';
import type { Logger } from '../../contract/provider-host.ts';
import { sanitizeCause } from '../../errors/sanitized-cause.ts';

/**
 * Saves cookies back to the file that they came from. It applies the changes to what the file contains at that moment,
 * so two processes that save at once keep each other's cookies. If both change the same cookie, the last change stays.
 */
export class CookieFile {
  readonly #path: string;
  readonly #origin: URL;
  readonly #log: Logger;
  #pending: readonly CookieChange[] = [];
  #queue: Promise<void> = Promise.resolve();
  #warned = false;

  constructor(path: string, origin: URL, log: Logger) {
    this.#path = path;
    this.#origin = origin;
    this.#log = log;
  }

  /**
   * Saves changes. Never rejects: the first failure logs a warning, and the next change tries again to save everything.
   */
  save(changes: readonly CookieChange[]): Promise<void> {
    this.#pending = merge(this.#pending, changes);
    this.#queue = this.#queue.then(() => this.#flush());
    return this.#queue;
  }

  async #flush(): Promise<void> {
    const changes = this.#pending;
    if (changes.length === 0) return;
    this.#pending = [];
    try {
      await updateFile(this.#path, (bytes) => {
        const { text, encode } = decodeText(bytes);
        const { apply } = readDocument(text, this.#origin);
        if (apply === undefined) throw new SourceFault('files of its format are never written');
        return encode(apply(changes));
      });
    } catch (error) {
      this.#pending = merge(changes, this.#pending);
      this.#warn(error);
    }
  }

  #warn(error: unknown): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#log.warn(
      `Renewed cookies of ${this.#origin.host} could not be saved to ${this.#path}: ${reasonOf(error)}. ` +
        'This process uses them, but the next one starts with the old ones.',
    );
  }
}

function merge(older: readonly CookieChange[], newer: readonly CookieChange[]): readonly CookieChange[] {
  const merged: CookieChange[] = [];
  for (const change of [...older, ...newer]) {
    const index = merged.findIndex(({ cookie }) => isSameCookie(cookie, change.cookie));
    if (index >= 0) merged.splice(index, 1);
    merged.push(change);
  }
  return merged;
}

function reasonOf(error: unknown): string {
  if (error instanceof SourceFault) return error.message;
  if (error instanceof LockTaken) return 'another process holds its lock';
  const code = sanitizeCause(error)?.code;
  if (code === 'ENOENT') return 'it is gone';
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'there is no permission to write it';
  return code ?? 'the system refused';
}

const maxFileBytes = 5 * 1024 * 1024;

/** The contents of a file, with its mode and owner. */
export interface ReadFile {
  readonly bytes: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Reads a regular file of at most 5 MiB.
 *
 * @throws `SourceFault`, or the system's error.
 */
export async function readCookieFile(path: string, flags = 0): Promise<ReadFile> {
  // Opening a pipe without O_NONBLOCK waits for a writer.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | flags);
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw new SourceFault('it is a folder');
    if (!stat.isFile()) throw new SourceFault('it is not a regular file');
    if (stat.size > maxFileBytes) throw tooLarge();
    const bytes = await readAll(handle, stat.size);
    return { bytes, mode: stat.mode, uid: stat.uid, gid: stat.gid };
  } finally {
    await handle.close();
  }
}

/** Reads to the end whatever size the system reports, because a file can grow, and some file systems report 0. */
async function readAll(handle: FileHandle, claimed: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for (;;) {
    const piece = Buffer.alloc(Math.max(claimed - length, 0) + 1024);
    const { bytesRead } = await handle.read(piece, 0, piece.length);
    if (bytesRead === 0) return Buffer.concat(pieces);
    length += bytesRead;
    if (length > maxFileBytes) throw tooLarge();
    pieces.push(piece.subarray(0, bytesRead));
  }
}

function tooLarge(): SourceFault {
  return new SourceFault(
    `it is larger than ${maxFileBytes / 1024 / 1024} MiB; export only the cookies of this one site`,
  );
}

/**
 * Changes a file so that every reader sees the whole old file or the whole new one. It reads the file under a lock, writes what
 * `update` returns to a new file of mode 0600 in the same folder, flushes that to the disk, and renames it.
 *
 * @throws `SourceFault`, `LockTaken`, or the system's error. The file is then unchanged.
 */
async function updateFile(path: string, update: (bytes: Buffer) => Uint8Array): Promise<void> {
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
  // A rename would replace a read-only file, and a superuser may write to any file.
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

/** Lets the rename survive a power failure, if the system supports that. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY).catch(() => undefined);
  try {
    await handle?.sync().catch(() => undefined);
  } finally {
    await handle?.close();
  }
}

/** Removes the new files of processes that died before the rename. */
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
