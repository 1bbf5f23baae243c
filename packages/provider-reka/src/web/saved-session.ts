import { PlugboardError, type Cookies } from '@plugboard/core/provider';
import { sessionIn } from './session-cookie.ts';

/** The cookies that are in use. */
interface Held {
  readonly cookies: Cookies;
  /** The session as it was read. */
  readonly read: string | undefined;
}

/**
 * The cookies of a session, read when they are first needed. Another process may renew their file later, or the user may export new
 * ones. Therefore the file is read again when the session in memory has ended. If it contains a session that was not known yet,
 * `use` tries that session once.
 */
export class SavedSession {
  readonly #load: () => Promise<Cookies>;
  readonly #url: URL;
  readonly #isFile: boolean;
  #held: Promise<Held> | undefined;

  /** @param url The URL that the session is sent to. */
  constructor(load: () => Promise<Cookies>, url: URL, isFile: boolean) {
    this.#load = load;
    this.#url = url;
    this.#isFile = isFile;
  }

  /** Calls `work` with the cookies. Rejects with the error of `work`, or of the first read of the cookies. */
  async use<T>(work: (cookies: Cookies) => Promise<T>): Promise<T> {
    const held = await this.#open();
    const sent = await this.#sessionOf(held.cookies);
    try {
      return await work(held.cookies);
    } catch (error) {
      // A response may have renewed the session, whether or not the file could be written. Neither counts as a new session.
      const known = [held.read, sent, await this.#sessionOf(held.cookies)];
      const fresh = this.#isFile && isOver(error) ? await this.#readAgain(known) : undefined;
      if (fresh === undefined) throw error;
      this.#held = Promise.resolve(fresh);
      return work(fresh.cookies);
    }
  }

  /** Does not cache failures, so that a repaired file works without a new client. */
  #open(): Promise<Held> {
    this.#held ??= this.#read().catch((error: unknown) => {
      this.#held = undefined;
      throw error;
    });
    return this.#held;
  }

  async #read(): Promise<Held> {
    const cookies = await this.#load();
    return { cookies, read: await this.#sessionOf(cookies) };
  }

  /** `undefined`: nothing new. A fault in the file by now is not the reason why the session ended. */
  async #readAgain(known: readonly (string | undefined)[]): Promise<Held | undefined> {
    const fresh = await this.#read().catch(() => undefined);
    return fresh?.read === undefined || known.includes(fresh.read) ? undefined : fresh;
  }

  /** Only for files, whose sessions are compared. The caller's jar is asked only for what is sent. */
  async #sessionOf(cookies: Cookies): Promise<string | undefined> {
    if (!this.#isFile) return undefined;
    return sessionIn((await cookies.header(this.#url).catch(() => undefined)) ?? '');
  }
}

function isOver(error: unknown): boolean {
  return (
    PlugboardError.isInstance(error) &&
    (error.code === 'auth_rejected' || error.code === 'auth_expired' || error.code === 'auth_missing')
  );
}
