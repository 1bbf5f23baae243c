/** What a source turned out to be. `name-value`: a JSON file of names and values; `cookie-header`: the text of a header. */
export type CookieSourceKind =
  | 'map'
  | 'jar'
  | 'json-export'
  | 'playwright'
  | 'netscape'
  | 'har'
  | 'name-value'
  | 'cookie-header';

/** What a source of cookies holds for an origin: names, hosts and dates, never a value. */
export interface CookieReport {
  readonly kind: CookieSourceKind;
  /** The file, when the source is one. */
  readonly path?: string | undefined;
  /** Whether cookies that the service rolls are saved back to the source. */
  readonly saved: boolean;
  /** Every host that the source names, sorted. */
  readonly hosts: readonly string[];
  /** What requests to the origin will carry. */
  readonly cookies: readonly ReportedCookie[];
  /** What they will not, and why. */
  readonly refused: readonly RefusedCookie[];
}

/** A cookie that is used. */
export interface ReportedCookie {
  readonly name: string;
  readonly host: string;
  /** Milliseconds since the epoch; absent: unknown, or until the service ends the session. */
  readonly expiresAt?: number | undefined;
}

/** A cookie that is not used. */
export interface RefusedCookie {
  readonly name: string;
  readonly host: string;
  readonly cause: RefusalCause;
  /** For people: what is wrong with it. */
  readonly reason: string;
}

/**
 * - `other-host`: belongs to another host
 * - `expired`: its time has passed
 * - `malformed`: an entry of another site, or of none that can be made out, that cannot be read; it is skipped
 * - `redacted`: somebody took its value out before the source was saved
 * - `unusable`: cannot be sent as it is
 * - `too-many`: beyond the 100 that are kept
 * - `stale`: an older form of a session that the source holds in one piece and in chunks
 */
export type RefusalCause = 'other-host' | 'expired' | 'malformed' | 'redacted' | 'unusable' | 'too-many' | 'stale';
