import { Cookie, defaultPath } from 'tough-cookie';
import { belongsTo, hostOf } from './cookie-domain.ts';
import type { CookieChange, CookieRecord } from './cookie-record.ts';
import { problemOf } from './cookie-problem.ts';

/** A cookie of 4 KiB and room for its attributes. */
const maximumHeaderLength = 8192;
const maximumAttributes = 32;
/** Half of what one answer may set is kept for cookies that are already known. */
const maximumPerAnswer = 100;

/** Reads one `Set-Cookie` of an answer from `url`; `undefined` when it is to be ignored. */
export function readSetCookie(header: unknown, url: URL, now: number): CookieChange | undefined {
  if (typeof header !== 'string' || header.length > maximumHeaderLength) return undefined;
  if (header.split(';', maximumAttributes + 2).length > maximumAttributes + 1) return undefined;
  const parsed = Cookie.parse(header);
  if (parsed === undefined) return undefined;
  const host = hostOf(url);
  const domain = parsed.domain ?? host;
  const path = parsed.path ?? defaultPath(url.pathname);
  const identity = { name: parsed.key, domain, path };
  if (!belongsTo({ domain, hostOnly: parsed.domain === null }, host)) return undefined;
  const expiresAt = expiryOf(parsed, now);
  // Servers clear a cookie by a date in the past; some only empty it.
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

/** The headers of an answer that are worth reading: all of an honest one, at most 100 of a flood. */
export function withoutFlood(headers: readonly unknown[], known: ReadonlySet<string>): readonly unknown[] {
  if (headers.length <= maximumPerAnswer) return headers;
  const rolled: unknown[] = [];
  const added: unknown[] = [];
  for (const header of headers) {
    if (typeof header !== 'string') continue;
    if (known.has(header.slice(0, Math.max(header.indexOf('='), 0)).trim())) rolled.push(header);
    else added.push(header);
  }
  return [...rolled.slice(-maximumPerAnswer / 2), ...added.slice(0, maximumPerAnswer / 2)];
}

/** Tough-cookie counts `Max-Age` from the system's clock; here the client's counts. */
function expiryOf(cookie: Cookie, now: number): number | undefined {
  if (typeof cookie.maxAge === 'number') return cookie.maxAge <= 0 ? 0 : Math.min(now + cookie.maxAge * 1000, 8.64e15);
  if (cookie.maxAge === '-Infinity') return 0;
  const expires = cookie.expires instanceof Date ? cookie.expires.getTime() : Number.NaN;
  return Number.isFinite(expires) ? expires : undefined;
}

function sameSiteOf({ sameSite }: Cookie): CookieRecord['sameSite'] {
  return sameSite === 'strict' || sameSite === 'lax' || sameSite === 'none' ? sameSite : undefined;
}
