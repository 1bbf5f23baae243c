import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * After how many milliseconds the owner of a lock must have died, whatever machine it ran on. Work under a lock takes
 * only a few.
 */
export const staleAfter = 10_000;
const giveUpAfter = 3000;

/** Another process has held the lock for too long. */
export class LockTaken extends Error {}

/**
 * Runs `work` while no other process holds the same lock file. If the owner of the lock died, this takes over the lock:
 * at once if the owner ran on this machine, otherwise after 10 seconds. (`proper-lockfile` does not record the owner,
 * so every process that died would block the file that long.)
 * @see docs/decisions/0009-cookies.md
 *
 * @throws `LockTaken` after 3 seconds.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const owner = `${process.pid} ${hostname()} ${randomUUID()}`;
  await acquire(path, owner);
  try {
    return await work();
  } finally {
    // Do not remove a lock that another process has taken over.
    if ((await readFile(path, 'utf8').catch(() => '')) === owner) await unlink(path).catch(() => undefined);
  }
}

async function acquire(path: string, owner: string): Promise<void> {
  const start = performance.now();
  while (!(await create(path, owner))) {
    if (await removeStale(path)) continue;
    if (performance.now() - start > giveUpAfter) throw new LockTaken();
    await wait(5 + Math.floor(performance.now() % 20));
  }
}

async function create(path: string, owner: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile(owner);
    } catch (error) {
      await unlink(path).catch(() => undefined);
      throw error;
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function removeStale(path: string): Promise<boolean> {
  const old = await stat(path).catch(() => undefined);
  if (old === undefined) return false;
  const isOld = Date.now() - old.mtimeMs >= staleAfter;
  if (!isOld && !isDead(await readFile(path, 'utf8').catch(() => ''))) return false;
  const aside = `${path}.${randomUUID()}`;
  if (
    !(await rename(path, aside).then(
      () => true,
      () => false,
    ))
  )
    return true;
  // Another process may have done the same in between and taken a new lock. If so, put that lock back.
  const moved = await stat(aside).catch(() => undefined);
  if (moved?.ino !== old.ino || moved.mtimeMs !== old.mtimeMs) await link(aside, path).catch(() => undefined);
  await unlink(aside).catch(() => undefined);
  return true;
}

/** Whether a lock names a process of this machine that is no longer running. */
function isDead(owner: string): boolean {
  const [pid = '', machine] = owner.split(' ');
  if (machine !== hostname() || !/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(error, 'code') : undefined;
}
