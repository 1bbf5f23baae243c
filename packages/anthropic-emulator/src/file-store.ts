import { randomUUID } from 'node:crypto';
import type { ReceivedFile } from '@plugboard/emulator-kit';
import { refused } from './errors.ts';

/** A file of the Files API. */
export interface StoredFile extends ReceivedFile {
  readonly id: string;
  /** ms since the epoch. */
  readonly createdAt: number;
  /** ms since the epoch; `undefined`: never. */
  readonly expiresAt: number | undefined;
}

/** The files that were uploaded, by id. */
export class FileStore {
  readonly #files = new Map<string, StoredFile>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get all(): readonly StoredFile[] {
    return [...this.#files.values()];
  }

  add(file: ReceivedFile, expiresInSeconds: number | undefined): StoredFile {
    const id = `file_01${randomUUID().replaceAll('-', '').slice(0, 22)}`;
    const createdAt = this.#now();
    const expiresAt = expiresInSeconds === undefined ? undefined : createdAt + expiresInSeconds * 1000;
    const stored = { ...file, url: id, id, createdAt, expiresAt };
    this.#files.set(id, stored);
    return stored;
  }

  /** The file with an id. Throws a 404 if it does not exist or has expired. */
  get(id: string): StoredFile {
    const file = this.#files.get(id);
    if (file === undefined) throw refused(404, `File not found: ${id}`);
    if (file.expiresAt !== undefined && file.expiresAt <= this.#now()) {
      throw refused(404, `File has expired: ${id}`, { error_code: 'file_expired' });
    }
    return file;
  }

  delete(id: string): void {
    this.#files.delete(this.get(id).id);
  }
}
