import { Cookie, CookieJar, defaultPath } from 'tough-cookie';
import {
  belongsTo,
  type CookieChange,
  type CookieIdentity,
  type CookieRecord,
  hostOf,
  problemOf,
  shownHost,
} from './cookie-record.ts';
import { isPlaceholder, refusal, selectCookies, type Selection, type SelectionRules } from './select-cookies.ts';
import type { SkippedEntry } from './formats/source-document.ts';
import type { Redactor } from '../../errors/redactor.ts';

/**
 * The cookies of one origin, in memory. tough-cookie decides to which path each cookie goes and which ones to refuse.
 */
export class SessionJar {
  readonly #jar = new CookieJar(undefined, { rejectPublicSuffixes: true, prefixSecurity: 'strict' });
  readonly #root: string;
  readonly #host: string;

  constructor(origin: URL) {
    this.#root = new URL('/', origin).href;
    this.#host = hostOf(origin);
  }

  /** Adds or replaces a cookie. Returns the reason if the rules for cookies forbid it. */
  put(record: CookieRecord): string | undefined {
    const { name, value, domain, hostOnly, path, secure, httpOnly, sameSite, expiresAt } = record;
    // Field by field, because tough-cookie's `deserialize` can hang or crash the process on a file that somebody else
    // made. See https://github.com/salesforce/tough-cookie/issues/641
    const cookie = new Cookie({
      key: name,
      value,
      path,
      secure,
      httpOnly,
      sameSite,
      expires: expiresAt === undefined ? 'Infinity' : new Date(Math.min(expiresAt, 8.64e15)),
      ...(hostOnly ? {} : { domain }),
    });
    try {
      this.#jar.setCookieSync(cookie, this.#root);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  remove({ name, domain, path }: CookieIdentity): void {
    void this.#jar.store.removeCookie(domain, path, name);
  }

  /** All cookies, including expired ones. */
  all(): readonly CookieRecord[] {
    return this.#read(this.#root, true);
  }

  /** The cookies for a URL, including expired ones, in the order of a header: longer paths first. */
  matching(url: URL): readonly CookieRecord[] {
    return this.#read(url.href, false);
  }

  #read(url: string, allPaths: boolean): readonly CookieRecord[] {
    // The client's clock decides what has expired, not the system's.
    const cookies = this.#jar.getCookiesSync(url, { allPaths, expire: false, sort: true });
    return cookies.map((cookie) => ({
      name: cookie.key,
      value: cookie.value,
      domain: cookie.domain ?? this.#host,
      hostOnly: cookie.hostOnly ?? false,
      path: cookie.path ?? '/',
      secure: cookie.secure,
      httpOnly: cookie.httpOnly,
      sameSite:
        cookie.sameSite === 'strict' || cookie.sameSite === 'lax' || cookie.sameSite === 'none'
          ? cookie.sameSite
          : undefined,
      expiresAt: cookie.expires instanceof Date ? cookie.expires.getTime() : undefined,
    }));
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  if (message.includes('public suffix')) return 'its domain is a public suffix';
  if (message.includes('prefix')) return 'it breaks the rule for the prefix of its name (__Secure-, __Host-)';
  if (message.includes('secure')) return 'it is Secure, and the connection is not';
  return 'the rules for cookies forbid it for this host';
}

/** A jar with the cookies of a source, and the cookies that it leaves out. */
export interface FilledJar extends Selection {
  readonly jar: SessionJar;
}

/** Puts the cookies of a source that belong to the origin into a new jar. */
export function fillJar(
  { cookies, skipped }: { readonly cookies: readonly CookieRecord[]; readonly skipped: readonly SkippedEntry[] },
  redactor: Redactor,
  rules: SelectionRules,
): FilledJar {
  const host = hostOf(rules.origin);
  const own = cookies.filter((cookie) => belongsTo(cookie, host) && !isPlaceholder(cookie.value));
  for (const { value } of own.slice(0, 1000)) redactor.add(value);
  const jar = new SessionJar(rules.origin);
  const selection = selectCookies(cookies, rules);
  const kept: CookieRecord[] = [];
  const refused = [...selection.refused];
  for (const cookie of selection.kept) {
    const problem = jar.put(cookie);
    if (problem === undefined) kept.push(cookie);
    else refused.push(refusal(cookie, 'unusable', problem));
  }
  for (const { name, host: domain, reason } of skipped) refused.push(refusal({ name, domain }, 'malformed', reason));
  const hosts = new Set([
    ...selection.hosts,
    ...skipped.flatMap((entry) => (entry.host === '' ? [] : shownHost(entry.host))),
  ]);
  return { ...selection, kept, refused, hosts: [...hosts].sort(), jar };
}

/** Room for a cookie of 4 KiB and its attributes. */
const maxSetCookieLength = 8192;
const maxAttributes = 32;
/**
 * How many `Set-Cookie` headers of one response are read. Half of them are reserved for cookies that the jar already
 * has.
 */
const maxPerResponse = 100;

/** Reads one `Set-Cookie` header of a response from `url`. Returns `undefined` if the header must be ignored. */
export function readSetCookie(header: unknown, url: URL, now: number): CookieChange | undefined {
  if (typeof header !== 'string' || header.length > maxSetCookieLength) return undefined;
  if (header.split(';', maxAttributes + 2).length > maxAttributes + 1) return undefined;
  const parsed = Cookie.parse(header);
  if (parsed === undefined) return undefined;
  const host = hostOf(url);
  const domain = parsed.domain ?? host;
  const path = parsed.path ?? defaultPath(url.pathname);
  const identity = { name: parsed.key, domain, path };
  if (!belongsTo({ domain, hostOnly: parsed.domain === null }, host)) return undefined;
  const expiresAt = expiryOf(parsed, now);
  // Servers clear a cookie with a date in the past. Some only empty it.
  const cleared = parsed.value === '' || (expiresAt !== undefined && expiresAt <= now);
  if (problemOf({ ...identity, value: cleared ? 'cleared' : parsed.value }) !== undefined) return undefined;
  if (cleared) return { kind: 'remove', cookie: identity };
  return {
    kind: 'set',
    cookie: {
      ...identity,
      value: parsed.value,
      hostOnly: parsed.domain === null,
      secure: parsed.secure,
      httpOnly: parsed.httpOnly,
      sameSite: sameSiteOf(parsed),
      expiresAt,
    },
  };
}

/**
 * The headers of a response that are worth reading: all if there are at most 100, otherwise those of known cookies
 * first.
 */
export function withoutFlood(headers: readonly unknown[], known: ReadonlySet<string>): readonly unknown[] {
  if (headers.length <= maxPerResponse) return headers;
  const renewed: unknown[] = [];
  const added: unknown[] = [];
  for (const header of headers) {
    if (typeof header !== 'string') continue;
    if (known.has(header.slice(0, Math.max(header.indexOf('='), 0)).trim())) renewed.push(header);
    else added.push(header);
  }
  return [...renewed.slice(-maxPerResponse / 2), ...added.slice(0, maxPerResponse / 2)];
}

/** When a cookie expires. tough-cookie counts `Max-Age` from the system's clock, but the client may have another. */
function expiryOf(cookie: Cookie, now: number): number | undefined {
  if (typeof cookie.maxAge === 'number') return cookie.maxAge <= 0 ? 0 : Math.min(now + cookie.maxAge * 1000, 8.64e15);
  if (cookie.maxAge === '-Infinity') return 0;
  const expires = cookie.expires instanceof Date ? cookie.expires.getTime() : Number.NaN;
  return Number.isFinite(expires) ? expires : undefined;
}

function sameSiteOf({ sameSite }: Cookie): CookieRecord['sameSite'] {
  return sameSite === 'strict' || sameSite === 'lax' || sameSite === 'none' ? sameSite : undefined;
}
