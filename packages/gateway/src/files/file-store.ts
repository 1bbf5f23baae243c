import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile, readdir, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that somebody uploaded. */
export interface StoredFile {
  readonly id: string;
  readonly bytes: number;
  readonly filename: string;
  readonly purpose: string;
  /** The type according to the upload. */
  readonly type: string | undefined;
  /** The name of the key that it belongs to; `''` without keys. */
  readonly owner: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** How a file store keeps files. */
export interface FileStoreOptions {
  /** The folder of the files, for all processes that share them. It is created for the first file. */
  folder(this: void): string;
  /** Milliseconds since the epoch. */
  now(this: void): number;
}

const keptSeconds = 3600;
const idForm = /^file-[\w-]{32}$/;

/** Whether an id has the form of those that a file store gives. */
export function isStoredId(id: string): boolean {
  return idForm.test(id);
}

/** Uploads on disk, which several processes can share: one file for the bytes, and one for the facts about them. */
export class FileStore {
  readonly #options: FileStoreOptions;
  #isMade = false;

  constructor(options: FileStoreOptions) {
    this.#options = options;
  }

  /** A path for the bytes of a new file, and its id. */
  begin(): { readonly id: string; readonly path: string } {
    const folder = this.#options.folder();
    if (!this.#isMade) mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#isMade = true;
    const id = `file-${randomBytes(24).toString('base64url')}`;
    return { id, path: this.pathOf(id) };
  }

  /** Where the bytes of a file are. */
  pathOf(id: string): string {
    return join(this.#options.folder(), id);
  }

  /** Keeps a file whose bytes are at the path of `begin()`, for an hour. */
  async add(file: Omit<StoredFile, 'createdAt' | 'expiresAt'>): Promise<StoredFile> {
    const createdAt = Math.floor(this.#options.now() / 1000);
    const stored = { ...file, createdAt, expiresAt: createdAt + keptSeconds };
    await writeFile(`${this.pathOf(file.id)}.json`, JSON.stringify(stored), { mode: 0o600 });
    await this.#removeExpired();
    return stored;
  }

  /** A file of this owner; `undefined` if there is none, or it has expired. */
  async find(id: string, owner: string): Promise<StoredFile | undefined> {
    // The id is a part of a path.
    if (!idForm.test(id)) return undefined;
    const text = await readFile(`${this.pathOf(id)}.json`, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const stored = JSON.parse(text) as StoredFile;
    if (stored.owner !== owner) return undefined;
    if (stored.expiresAt * 1000 > this.#options.now()) return stored;
    await this.remove(id);
    return undefined;
  }

  /** Removes a file. Has no effect if it does not exist. */
  async remove(id: string): Promise<void> {
    if (!idForm.test(id)) return;
    const path = this.pathOf(id);
    await Promise.allSettled([unlink(path), unlink(`${path}.json`)]);
  }

  /** Removes all files, of every process. */
  async clear(): Promise<void> {
    if (this.#isMade) await rm(this.#options.folder(), { recursive: true, force: true });
    this.#isMade = false;
  }

  /** Removes everything that is older than files may become, including the remains of broken uploads. */
  async #removeExpired(): Promise<void> {
    const folder = this.#options.folder();
    const oldest = this.#options.now() - keptSeconds * 1000;
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found !== undefined && found.mtimeMs < oldest) await unlink(path).catch(() => undefined);
    }
  }
}
