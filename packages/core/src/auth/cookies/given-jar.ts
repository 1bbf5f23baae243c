import { sanitizeCause } from '../../errors/sanitized-cause.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { Redactor } from '../../errors/redactor.ts';
import type { Logger } from '../../contract/provider-host.ts';
import { isPartOf } from './chunked.ts';
import type { CookieJarLike, Cookies } from '../../contract/credentials.ts';
import { isWithin, maximumHeader } from './jar-cookies.ts';
import { readSetCookie } from './set-cookie.ts';
import { DeadlinePassed, withDeadline } from './with-deadline.ts';

const maximumSetCookies = 100;

/** What `GivenJar` needs. */
export interface GivenJarParts {
  readonly jar: CookieJarLike;
  readonly origin: URL;
  readonly redactor: Redactor;
  readonly log: Logger;
  readonly session?: string | undefined;
  /** Milliseconds that the jar's own store may take. */
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

/** Cookies in a jar that belongs to the caller, over whatever store that has. */
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
      `The cookie jar has no ${session === undefined ? 'cookie' : `cookie ${session}`} for ${origin.host}. Sign in and put its cookies there.`,
      { phase: 'auth' },
    );
  }

  /** What the jar would send to a URL. */
  async pairs(url: URL): Promise<readonly { readonly name: string; readonly value: string }[]> {
    const header = await this.#read(url);
    const pairs = header
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair !== '')
      .map((pair) => ({
        name: pair.slice(0, Math.max(pair.indexOf('='), 0)),
        value: pair.slice(pair.indexOf('=') + 1),
      }));
    for (const { value } of pairs) this.#parts.redactor.add(value);
    return pairs;
  }

  async accept(url: URL, setCookie: readonly string[]): Promise<void> {
    const { jar, origin, redactor, deadline, log } = this.#parts;
    if (!isWithin(origin, url)) return;
    try {
      for (const header of setCookie.slice(0, maximumSetCookies)) {
        const change = readSetCookie(header, url, this.#parts.now());
        if (change === undefined) continue;
        if (change.kind === 'set') redactor.add(change.cookie.value);
        await withDeadline(deadline, async () => jar.setCookie(header, url.href));
      }
    } catch (error) {
      if (!this.#warned) log.warn(`The given cookie jar did not take a cookie of ${origin.host}: ${fault(error)}.`);
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
    if (typeof header !== 'string') throw junk(`it gave ${header === null ? 'null' : typeof header}, not text`);
    if (header.length > maximumHeader) throw junk(`its cookies take more than ${maximumHeader} bytes`);
    if (!/^[\x20-\x7e]*$/.test(header)) throw junk('a cookie holds a character that no header may carry');
    return header;
  }
}

function junk(what: string): PlugboardError {
  return new PlugboardError('config_invalid', `The given cookie jar cannot be used: ${what}. Check its store.`);
}

function fault(error: unknown): string {
  return error instanceof DeadlinePassed ? 'its store did not answer' : 'its store failed';
}
