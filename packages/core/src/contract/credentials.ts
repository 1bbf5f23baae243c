/** A short-lived token, shared by all calls of an instance. Made by `createTokens`. */
export interface Tokens {
  /** Returns the current token. Loads it if there is none or it has expired. Parallel callers share one load. */
  get(signal: AbortSignal): Promise<string>;
  /** The service refused this value. Rejecting an older value than the current one changes nothing. */
  reject(value: string): void;
}

/** What a loader of tokens returns. */
export interface LoadedToken {
  /** Visible ASCII without spaces, at most 16 KiB. */
  readonly value: string;
  /** Milliseconds since the epoch. Absent, or not a finite number: unknown, so the token is used until it is refused. */
  readonly expiresAt?: number | undefined;
}

/** The cookies of one session, as `Http` uses them: read before a request, updated by `Set-Cookie` after it. */
export interface Cookies {
  /** The `Cookie` header for this URL, or `undefined` when no cookie belongs there. */
  header(url: URL): Promise<string | undefined>;
  /** Stores what the service set, and saves it if the source can be written. */
  accept(url: URL, setCookie: readonly string[]): Promise<void>;
}

/** The part of a cookie jar that Plugboard uses; tough-cookie's `CookieJar` fits. */
export interface CookieJarLike {
  getCookieString(url: string): Promise<string>;
  setCookie(cookie: string, url: string): Promise<unknown>;
}
