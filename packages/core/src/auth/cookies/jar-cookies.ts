import type { Redactor } from '../../errors/redactor.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { Logger } from '../../contract/provider-host.ts';
import type { Cookies } from '../../contract/credentials.ts';
import { isPartOf } from './chunked.ts';
import { isSameCookie, type CookieChange, type CookieRecord, dateOf, isExpired } from './cookie-record.ts';
import { maxCookies, rank } from './select-cookies.ts';
import { readSetCookie, type SessionJar, withoutFlood } from './session-jar.ts';

/** The longest `Cookie` header that servers accept, in bytes. */
export const maxHeaderBytes = 8190;
/**
 * How many cookies more than `maxCookies` a jar takes, so that a session that the service newly splits into chunks
 * still fits.
 */
const roomForSession = 10;

/** What {@link JarCookies} needs. */
export interface JarCookiesParts {
  readonly jar: SessionJar;
  readonly origin: URL;
  readonly redactor: Redactor;
  readonly log: Logger;
  readonly session?: string | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Saves the service's changes. Never rejects. */
  save?(changes: readonly CookieChange[]): Promise<void>;
}

/** Cookies of a map or a file, held in memory. */
export class JarCookies implements Cookies {
  readonly #parts: JarCookiesParts;
  readonly #dropped = new Set<string>();

  constructor(parts: JarCookiesParts) {
    this.#parts = parts;
  }

  async header(url: URL): Promise<string | undefined> {
    const { jar, origin, session } = this.#parts;
    if (!isWithin(origin, url)) return undefined;
    const matching = jar.matching(url);
    const now = this.#parts.now();
    const live = matching.filter((cookie) => !isExpired(cookie, now));
    const isNeeded = ({ name }: CookieRecord): boolean => session === undefined || isPartOf(name, session);
    const expired = matching.filter((cookie) => isNeeded(cookie) && isExpired(cookie, now));
    if (expired.length > 0 && !live.some(isNeeded)) throw expiredSession(expired, origin);
    if (live.length === 0) return undefined;
    return this.#fitting(live)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  async accept(url: URL, setCookie: readonly string[]): Promise<void> {
    if (!isWithin(this.#parts.origin, url)) return;
    const changes: CookieChange[] = [];
    for (const change of this.#lastChanges(setCookie, url)) {
      if (this.#apply(change)) changes.push(change);
    }
    if (changes.length > 0) await this.#parts.save?.(changes);
  }

  /** The changes of a response. If several headers set the same cookie, the last one counts. */
  #lastChanges(headers: readonly string[], url: URL): Iterable<CookieChange> {
    const known = new Set(this.#parts.jar.all().map(({ name }) => name));
    const changes = new Map<string, CookieChange>();
    for (const header of withoutFlood(headers, known)) {
      const change = readSetCookie(header, url, this.#parts.now());
      if (change === undefined) continue;
      const { name, domain, path } = change.cookie;
      changes.set(`${name};${domain};${path}`, change);
    }
    return changes.values();
  }

  /** Applies a change. Returns whether it changed anything. */
  #apply(change: CookieChange): boolean {
    const { jar, redactor, session } = this.#parts;
    const held = jar.all();
    const previous = held.find((cookie) => isSameCookie(cookie, change.cookie));
    if (change.kind === 'remove') {
      if (previous !== undefined) jar.remove(previous);
      return previous !== undefined;
    }
    const { cookie } = change;
    const isSession = session !== undefined && isPartOf(cookie.name, session);
    const room = isSession ? maxCookies + roomForSession : maxCookies;
    if (previous === undefined && held.length >= room) return false;
    redactor.add(cookie.value);
    if (jar.put(cookie) !== undefined) return false;
    return previous?.value !== cookie.value || previous.expiresAt !== cookie.expiresAt;
  }

  /** The most important cookies, as many as fit into a header, in the order of a header. */
  #fitting(cookies: readonly CookieRecord[]): readonly CookieRecord[] {
    const { session, origin, log } = this.#parts;
    const chosen = new Set<CookieRecord>();
    const dropped: string[] = [];
    let length = 0;
    for (const cookie of cookies.toSorted((a, b) => rank(a, session) - rank(b, session))) {
      const added = cookie.name.length + cookie.value.length + (length === 0 ? 1 : 3);
      if (length + added <= maxHeaderBytes) {
        chosen.add(cookie);
        length += added;
      } else if (rank(cookie, session) === 0) {
        throw new PlugboardError(
          'limit_exceeded',
          `The cookie ${cookie.name} does not fit into a header of ${maxHeaderBytes} bytes.`,
        );
      } else dropped.push(cookie.name);
    }
    const news = dropped.filter((name) => !this.#dropped.has(name));
    for (const name of news) this.#dropped.add(name);
    if (news.length > 0)
      log.warn(`Some cookies do not fit into a header and are not sent to ${origin.host}: ${news.join(', ')}.`);
    return cookies.filter((cookie) => chosen.has(cookie));
  }
}

/** Whether cookies of an origin may be sent to a URL and accepted from it. */
export function isWithin(origin: URL, url: URL): boolean {
  return url.origin === origin.origin && url.username === '' && url.password === '';
}

function expiredSession(expired: readonly CookieRecord[], origin: URL): PlugboardError {
  const latest = Math.max(...expired.map(({ expiresAt }) => expiresAt ?? 0));
  const names = expired.map(({ name }) => name).join(', ');
  return new PlugboardError(
    'auth_expired',
    `The cookies for ${origin.host} (${names}) expired on ${dateOf(latest)}. Sign in again and export new cookies.`,
    { phase: 'auth' },
  );
}
