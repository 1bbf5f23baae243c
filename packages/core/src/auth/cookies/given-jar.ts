import { isPartOf } from './chunked.ts';
import { readPairs } from './formats/pairs.ts';
import { isWithin, maxHeaderBytes } from './jar-cookies.ts';
import { readSetCookie } from './session-jar.ts';
import type { Logger } from '../../contract/provider-host.ts';
import type { CookieJarLike, Cookies } from '../../contract/credentials.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { Redactor } from '../../errors/redactor.ts';
import { sanitizeCause } from '../../errors/sanitized-cause.ts';

const maxSetCookies = 100;

/** What {@link GivenJar} needs. */
export interface GivenJarParts {
  readonly jar: CookieJarLike;
  readonly origin: URL;
  readonly redactor: Redactor;
  readonly log: Logger;
  readonly session?: string | undefined;
  /** How many milliseconds the jar's store may take. */
  readonly deadline: number;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Whether a value can serve as a cookie jar. */
export function isJar(value: object): value is CookieJarLike {
  return (
    typeof Reflect.get(value, 'getCookieString') === 'function' && typeof Reflect.get(value, 'setCookie') === 'function'
  );
}

/** The cookies of a jar that belongs to the caller, whatever store that jar uses. */
export class GivenJar implements Cookies {
  readonly #parts: GivenJarParts;
  #warned = false;

  constructor(parts: GivenJarParts) {
    this.#parts = parts;
  }

  async header(url: URL): Promise<string | undefined> {
    const { origin, session } = this.#parts;
    if (!isWithin(origin, url)) return undefined;
    const pairs = await this.pairs(url);
    const found = session === undefined ? pairs.length > 0 : pairs.some(({ name }) => isPartOf(name, session));
    if (found) return pairs.map(({ name, value }) => `${name}=${value}`).join('; ');
    throw new PlugboardError(
      'auth_missing',
      `The cookie jar has no ${session === undefined ? 'cookie' : `cookie ${session}`} for ${origin.host}. Sign in and put the cookies into the jar.`,
      { phase: 'auth' },
    );
  }

  /** What the jar would send to a URL. */
  async pairs(url: URL): Promise<readonly { readonly name: string; readonly value: string }[]> {
    const header = await this.#read(url);
    const pairs = readPairs(header);
    for (const { value } of pairs) this.#parts.redactor.add(value);
    return pairs;
  }

  async accept(url: URL, setCookie: readonly string[]): Promise<void> {
    const { jar, origin, redactor, deadline, log } = this.#parts;
    if (!isWithin(origin, url)) return;
    try {
      for (const header of setCookie.slice(0, maxSetCookies)) {
        const change = readSetCookie(header, url, this.#parts.now());
        if (change === undefined) continue;
        if (change.kind === 'set') redactor.add(change.cookie.value);
        await withDeadline(deadline, async () => jar.setCookie(header, url.href));
      }
    } catch (error) {
      if (!this.#warned) log.warn(`The given cookie jar did not accept a cookie of ${origin.host}: ${fault(error)}.`);
      this.#warned = true;
    }
  }

  async #read(url: URL): Promise<string> {
    const { jar, deadline } = this.#parts;
    let header: unknown;
    try {
      header = await withDeadline(deadline, async () => jar.getCookieString(url.href));
    } catch (error) {
      const cause = error instanceof DeadlinePassed ? undefined : sanitizeCause(error);
      throw new PlugboardError(
        'config_invalid',
        `The given cookie jar could not be read: ${fault(error)}. Check its store.`,
        { cause },
      );
    }
    if (typeof header !== 'string')
      throw unusable(`it returned ${header === null ? 'null' : `a value of type ${typeof header}`} instead of text`);
    if (header.length > maxHeaderBytes) throw unusable(`its cookies are longer than ${maxHeaderBytes} bytes`);
    if (!/^[\x20-\x7e]*$/.test(header)) throw unusable('a cookie contains a character that is not allowed in a header');
    return header;
  }
}

function unusable(what: string): PlugboardError {
  return new PlugboardError('config_invalid', `The given cookie jar cannot be used: ${what}. Check its store.`);
}

function fault(error: unknown): string {
  return error instanceof DeadlinePassed ? 'its store did not answer' : 'its store failed';
}

class DeadlinePassed extends Error {}

/** Rejects with `DeadlinePassed` if `work` takes longer than the given number of milliseconds. */
async function withDeadline<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed()), milliseconds);
  });
  try {
    return await Promise.race([work(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
