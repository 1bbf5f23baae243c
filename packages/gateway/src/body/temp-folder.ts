import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'plugboard-gateway-';

/** A folder for files of requests, which nobody else may read. It is created for the first file. */
export class TempFolder {
  #path: string | undefined;

  /** The path of the folder, which is created if it does not exist yet. */
  get path(): string {
    this.#path ??= mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
    return this.#path;
  }

  /** The path of a new file in the folder. */
  readonly newPath = (): string => join(this.path, randomUUID());

  /** Removes the folder with its contents. It may be used again. */
  async remove(): Promise<void> {
    const path = this.#path;
    this.#path = undefined;
    if (path !== undefined) await rm(path, { recursive: true, force: true });
  }
}

/** Removes the folders of processes that were killed. */
export async function removeLeftovers(): Promise<void> {
  const folder = tmpdir();
  for (const name of await readdir(folder)) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const path = join(folder, name);
    // Only a folder of this user is removed, not a file with such a name.
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory() !== true || found.uid !== process.getuid?.()) continue;
    await rm(path, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    // Signal 0 only checks that the process exists.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
