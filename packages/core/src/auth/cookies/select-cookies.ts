import { belongsTo, hostOf } from './cookie-domain.ts';
import { problemOf, shownHost, shownName } from './cookie-problem.ts';
import type { CookieRecord } from './cookie-record.ts';
import type { RefusalCause, RefusedCookie } from './cookie-report.ts';
import { isPartOf, readChunked } from './chunked.ts';
import { isPlaceholder } from './placeholder.ts';
import { readableExpiry } from './readable-expiry.ts';

/** The most cookies that a session keeps. */
export const maximumCookies = 100;

/** Which cookies of a source a session uses. */
export interface Selection {
  readonly kept: readonly CookieRecord[];
  readonly refused: readonly RefusedCookie[];
  /** Every host that the source names, sorted. */
  readonly hosts: readonly string[];
  /** Chunks of the session cookie that the source lacks. */
  readonly missing: readonly string[];
}

/** What `selectCookies` goes by. */
export interface SelectionRules {
  readonly origin: URL;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The cookie that carries the session; it comes first when there are too many. */
  readonly session?: string | undefined;
}

/** Judges the cookies of a source, one by one and then together. */
export function selectCookies(cookies: readonly CookieRecord[], { origin, now, session }: SelectionRules): Selection {
  const refused: RefusedCookie[] = [];
  const refuse = (cookie: CookieRecord, cause: RefusalCause, reason: string): void => {
    refused.push(refusal(cookie, cause, reason));
  };
  const host = hostOf(origin);
  const usable: CookieRecord[] = [];
  for (const original of cookies) {
    const cookie = { ...original, expiresAt: earliest(original.expiresAt, readableExpiry(original.value)) };
    const problem = cookie.problem ?? problemOf(cookie);
    if (!belongsTo(cookie, host))
      refuse(cookie, 'other-host', `it belongs to ${shownHost(cookie.domain)}, not to ${host}`);
    else if (isPlaceholder(cookie.value))
      refuse(cookie, 'redacted', 'a placeholder stands in the place of its value, which was taken out of the source');
    else if (problem !== undefined) refuse(cookie, 'unusable', problem);
    else if (isExpired(cookie, now)) refuse(cookie, 'expired', `it expired on ${dateOf(cookie.expiresAt)}`);
    else usable.push(cookie);
  }
  const chunked = session === undefined ? undefined : readChunked(usable, session);
  const stale = chunked !== undefined && 'stale' in chunked ? chunked.stale : [];
  const current = usable.filter((cookie) => {
    if (!stale.includes(cookie.name)) return true;
    refuse(cookie, 'stale', 'the same session is there in a newer form');
    return false;
  });
  const ordered = current.toSorted((a, b) => rank(a, session) - rank(b, session));
  for (const cookie of ordered.slice(maximumCookies)) {
    refuse(cookie, 'too-many', `more than ${maximumCookies} cookies belong to ${host}`);
  }
  return {
    kept: ordered.slice(0, maximumCookies),
    refused,
    hosts: [...new Set(cookies.map(({ domain }) => shownHost(domain)))].sort(),
    missing: chunked !== undefined && 'missing' in chunked ? chunked.missing : [],
  };
}

/** A refusal as a report shows it. */
export function refusal(
  cookie: Pick<CookieRecord, 'name' | 'domain'>,
  cause: RefusalCause,
  reason: string,
): RefusedCookie {
  return { name: shownName(cookie.name), host: shownHost(cookie.domain), cause, reason };
}

/** Whether a cookie's time has passed. */
export function isExpired({ expiresAt }: Pick<CookieRecord, 'expiresAt'>, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** Lower comes first: the session, then what scripts of a page cannot read, which logins are kept in, then the rest. */
export function rank(cookie: Pick<CookieRecord, 'name' | 'httpOnly'>, session: string | undefined): number {
  if (session !== undefined && isPartOf(cookie.name, session)) return 0;
  return cookie.httpOnly ? 1 : 2;
}

/** A date as messages show it. */
export function dateOf(time: number | undefined): string {
  return time === undefined ? 'an unknown date' : new Date(time).toISOString();
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
