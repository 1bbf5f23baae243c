import { PlugboardError, type Cookies } from '@plugboard/core/provider';
import { sessionIn } from './session-cookie.ts';

/** What is known of cookies that are in use. */
interface Held {
  readonly cookies: Cookies;
  /** The session as it was read. */
  readonly read: string | undefined;
}

/**
 * The cookies of a session, read when they are first wanted. Another process may have renewed their file since, and the user may
 * have exported fresh ones: when the session in memory is over, the file is read again, and a session in it that was not known
 * is gone on with, once.
 */
export class SavedSession {
  readonly #load: () => Promise<Cookies>;
  readonly #url: URL;
  readonly #isFile: boolean;
  #held: Promise<Held> | undefined;

  /** @param url Where the session is sent to. */
  constructor(load: () => Promise<Cookies>, url: URL, isFile: boolean) {
    this.#load = load;
    this.#url = url;
    this.#isFile = isFile;
  }

  /** Does `work` with the cookies. Rejects as `work` does, or as the first read of the cookies. */
  async use<T>(work: (cookies: Cookies) => Promise<T>): Promise<T> {
    const held = await this.#open();
    const sent = await this.#sessionOf(held.cookies);
    try {
      return await work(held.cookies);
    } catch (error) {
      // What an answer renewed is saved to the file, or not where that cannot be written: neither is news.
      const known = [held.read, sent, await this.#sessionOf(held.cookies)];
      const fresh = this.#isFile && isOver(error) ? await this.#readAgain(known) : undefined;
      if (fresh === undefined) throw error;
      this.#held = Promise.resolve(fresh);
      return work(fresh.cookies);
    }
  }

  /** A failure is not kept, so that a repaired file works without a new client. */
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

  /** `undefined`: nothing new. What may be wrong with the file by now is not why the session is over. */
  async #readAgain(known: readonly (string | undefined)[]): Promise<Held | undefined> {
    const fresh = await this.#read().catch(() => undefined);
    return fresh?.read === undefined || known.includes(fresh.read) ? undefined : fresh;
  }

  /** Only where it is compared: a jar of the caller is asked for what is sent, and no more often. */
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
