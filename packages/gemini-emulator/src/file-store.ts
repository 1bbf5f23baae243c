import { randomBytes } from 'node:crypto';
import { FileProbe, type ReceivedFile } from '@plugboard/emulator-kit';
import { refused } from './errors.ts';

/** A file of the Files API. */
export interface StoredFile extends ReceivedFile {
  /** Such as `files/abc123`. */
  readonly resource: string;
  readonly displayName: string | undefined;
  /** ms since the epoch. */
  readonly createdAt: number;
  /** ms since the epoch. */
  readonly expiresAt: number;
  /** ms since the epoch. Until then, the file is being processed. */
  readonly activeAt: number;
}

/** An upload that is under way. */
export interface UploadSession {
  readonly id: string;
  /** Bytes, as announced. */
  readonly size: number;
  readonly type: string;
  readonly displayName: string | undefined;
  readonly probe: FileProbe;
  state: 'active' | 'final' | 'cancelled';
}

/** Milliseconds for which files are kept: 48 hours. */
const lifetime = 48 * 3_600_000;

/** The uploaded files, and the uploads that are under way. */
export class FileStore {
  readonly #files = new Map<string, StoredFile>();
  readonly #sessions = new Map<string, UploadSession>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get all(): readonly StoredFile[] {
    return [...this.#files.values()].filter(({ expiresAt }) => expiresAt > this.#now());
  }

  begin(size: number, type: string, displayName: string | undefined): UploadSession {
    const id = `emulated-${randomBytes(12).toString('hex')}`;
    const session: UploadSession = { id, size, type, displayName, probe: new FileProbe(), state: 'active' };
    this.#sessions.set(id, session);
    return session;
  }

  session(id: string | null): UploadSession {
    const session = this.#sessions.get(id ?? '');
    if (session === undefined) throw refused(404, 'Upload session not found.');
    return session;
  }

  /** @param processing - Milliseconds until a video can be used. */
  finish(session: UploadSession, baseUrl: string, processing: number): StoredFile {
    session.state = 'final';
    const resource = `files/${randomBytes(8).toString('hex').slice(0, 12)}`;
    const createdAt = this.#now();
    const video = session.type.startsWith('video/');
    const file = session.probe.result(`${baseUrl}/v1beta/${resource}`, session.displayName ?? '', session.type);
    const stored: StoredFile = {
      ...file,
      resource,
      displayName: session.displayName,
      createdAt,
      expiresAt: createdAt + lifetime,
      activeAt: video ? createdAt + processing : createdAt,
    };
    this.#files.set(resource, stored);
    return stored;
  }

  /** The file of `files/<id>`, or of an address that ends in it. Throws the service's error if it does not exist any more. */
  get(name: string): StoredFile {
    const resource = /files\/[^/?#]+$/.exec(name)?.[0] ?? name;
    const file = this.#files.get(resource);
    if (file !== undefined && file.expiresAt > this.#now()) return file;
    const id = resource.replace(/^files\//, '');
    throw refused(403, `You do not have permission to access the File ${id} or it may not exist.`);
  }

  isActive({ activeAt }: StoredFile): boolean {
    return activeAt <= this.#now();
  }

  delete(name: string): void {
    this.#files.delete(this.get(name).resource);
  }
}
