import { isPartOf, readChunked } from './chunked.ts';
import {
  belongsTo,
  type CookieRecord,
  hostOf,
  problemOf,
  shownHost,
  shownName,
  dateOf,
  isExpired,
  readableExpiry,
} from './cookie-record.ts';

/** A cookie that is not used. */
export interface RefusedCookie {
  readonly name: string;
  readonly host: string;
  readonly cause: RefusalCause;
  /** What is wrong with it, as a part of a sentence. */
  readonly reason: string;
}

/**
 * - `other-host`: belongs to another host
 * - `expired`: its expiry has passed
 * - `malformed`: an unreadable entry that belongs to another site, or whose site is unknown; it is skipped
 * - `redacted`: somebody removed its value before saving the source
 * - `unusable`: cannot be sent as it is
 * - `too-many`: the source has more than the 100 cookies that are kept
 * - `stale`: the older form of a session that the source has both whole and in chunks
 */
export type RefusalCause = 'other-host' | 'expired' | 'malformed' | 'redacted' | 'unusable' | 'too-many' | 'stale';

/** How many cookies a session keeps. */
export const maxCookies = 100;

/** The cookies of a source that a session uses, and those that it does not. */
export interface Selection {
  readonly kept: readonly CookieRecord[];
  readonly refused: readonly RefusedCookie[];
  /** Every host that the source names, sorted. */
  readonly hosts: readonly string[];
  /** Chunks of the session cookie that the source lacks. */
  readonly missing: readonly string[];
}

/** What decides which cookies a session uses. */
export interface SelectionRules {
  readonly origin: URL;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The name of the cookie that carries the session. It takes precedence if there are too many cookies. */
  readonly session?: string | undefined;
}

/** Selects the cookies of a source that can be sent: it checks each of them, and then all of them together. */
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
      refuse(cookie, 'redacted', 'its value was replaced by a placeholder before the source was saved');
    else if (problem !== undefined) refuse(cookie, 'unusable', problem);
    else if (isExpired(cookie, now)) refuse(cookie, 'expired', `it expired on ${dateOf(cookie.expiresAt)}`);
    else usable.push(cookie);
  }
  const chunked = session === undefined ? undefined : readChunked(usable, session);
  const stale = chunked !== undefined && 'stale' in chunked ? chunked.stale : [];
  const current = usable.filter((cookie) => {
    if (!stale.includes(cookie.name)) return true;
    refuse(cookie, 'stale', 'the source also holds this session in a newer form');
    return false;
  });
  const ordered = current.toSorted((a, b) => rank(a, session) - rank(b, session));
  for (const cookie of ordered.slice(maxCookies)) {
    refuse(cookie, 'too-many', `more than ${maxCookies} cookies belong to ${host}`);
  }
  return {
    kept: ordered.slice(0, maxCookies),
    refused,
    hosts: [...new Set(cookies.map(({ domain }) => shownHost(domain)))].sort(),
    missing: chunked !== undefined && 'missing' in chunked ? chunked.missing : [],
  };
}

/** A cookie that the session does not use, as a report shows it. */
export function refusal(
  cookie: Pick<CookieRecord, 'name' | 'domain'>,
  cause: RefusalCause,
  reason: string,
): RefusedCookie {
  return { name: shownName(cookie.name), host: shownHost(cookie.domain), cause, reason };
}

/**
 * How important a cookie is; lower is more important. The session comes first, then cookies that the scripts of a page cannot
 * read, because logins are kept in those, then all others.
 */
export function rank(cookie: Pick<CookieRecord, 'name' | 'httpOnly'>, session: string | undefined): number {
  if (session !== undefined && isPartOf(cookie.name, session)) return 0;
  return cookie.httpOnly ? 1 : 2;
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

const word =
  'redacted|removed|masked|hidden|saniti[sz]ed|filtered|scrubbed|censored|anonymi[sz]ed|omitted|stripped|secret';

/** In brackets (`[redacted]`, `<appSession redacted>`, `{{removed}}`), between asterisks, or `redacted` alone. */
const whole = new RegExp(
  String.raw`^(?:[[(<{]+[\w .:-]{0,80}?\b(?:${word})\b[\w .:-]{0,80}[\])>}]+|\*+ ?(?:${word}) ?\*+|_*redacted_*)$`,
  'i',
);

/** A value of which a tool has removed a part. */
const part = /[[(<{]redacted[\])>}]|\.redacted$/i;

/** Asterisks, bullets, blocks, or an ellipsis. */
const dots = /^(?:[*\u2022\u25cf\u2588]{3,}|\.{3,}|\u2026)$/;

/**
 * Whether a value is a placeholder for one that somebody removed before saving or sharing the source. Tools that clean
 * recordings leave `[redacted]`, `[appSession redacted]`, `***` and the like.
 */
export function isPlaceholder(value: string): boolean {
  return whole.test(value) || part.test(value) || dots.test(value);
}
