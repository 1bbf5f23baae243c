import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'plugboard-gateway-';

/** A folder for files of requests, which nobody else may read. It is made when the first file needs it. */
export class TempFolder {
  #path: string | undefined;

  /** The folder, made by now. */
  get path(): string {
    this.#path ??= mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
    return this.#path;
  }

  /** A path in the folder where no file is. */
  readonly newPath = (): string => join(this.path, randomUUID());

  /** Removes the folder and all that is in it. It may be used again. */
  async remove(): Promise<void> {
    const path = this.#path;
    this.#path = undefined;
    if (path !== undefined) await rm(path, { recursive: true, force: true });
  }
}

/** Removes what processes left behind that were killed. */
export async function removeLeftovers(): Promise<void> {
  const folder = tmpdir();
  for (const name of await readdir(folder)) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const path = join(folder, name);
    // A file of that name is not ours, and another user's folder is not ours to remove.
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory() !== true || found.uid !== process.getuid?.()) continue;
    await rm(path, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    // Signal 0 only asks whether the process is there.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
