import { sanitizeCause } from '../../errors/sanitized-cause.ts';
import type { Logger } from '../../contract/provider-host.ts';
import { isSameCookie, type CookieChange } from './cookie-record.ts';
import { LockTaken } from './file-lock.ts';
import { readDocument } from './formats/read-document.ts';
import { SourceFault } from './formats/source-document.ts';
import { decodeText } from './text-encoding.ts';
import { updateFile } from './update-file.ts';

/**
 * The file that cookies came from, to save them back. Only changed cookies are changed in it, on top of what it holds at that
 * moment, so two processes that save at once keep each other's cookies; of the same cookie the last one stays.
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

  /** Never rejects: what cannot be saved is one warning, and is tried again with the next change. */
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
        if (apply === undefined) throw new SourceFault('its format is only read');
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
        'This process goes on with them; the next one starts with the old ones.',
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
  if (error instanceof LockTaken) return 'another process is holding its lock';
  const code = sanitizeCause(error)?.code;
  if (code === 'ENOENT') return 'it is gone';
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'it may not be written';
  return code ?? 'the system refused';
}
