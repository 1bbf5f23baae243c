/** A short-lived token, shared by all calls of an instance. Made by `createTokens`. */
export interface Tokens {
  /** Returns the current token. Loads it if there is none or it has expired. Parallel callers share one load. */
  get(signal: AbortSignal): Promise<string>;
  /**
   * Drops a value that the service refused, so that the next `get` loads another. A value other than the current one is
   * ignored.
   */
  reject(value: string): void;
}

/** What a loader of tokens returns. */
export interface LoadedToken {
  /** Visible ASCII without spaces, at most 16 KiB. */
  readonly value: string;
  /**
   * When it expires, in milliseconds since the epoch. If it is absent or not a finite number, the token is used until
   * the service refuses it.
   */
  readonly expiresAt?: number | undefined;
}

/** The cookies of one session, as `Http` uses them: read before a request, updated by `Set-Cookie` after it. */
export interface Cookies {
  /** The value of the `Cookie` header for this URL. `undefined` if no cookie belongs there. */
  header(url: URL): Promise<string | undefined>;
  /** Stores cookies of `Set-Cookie` headers, and saves them if their source can be written. */
  accept(url: URL, setCookie: readonly string[]): Promise<void>;
}

/** The part of a cookie jar that Plugboard uses; tough-cookie's `CookieJar` fits. */
export interface CookieJarLike {
  getCookieString(url: string): Promise<string>;
  setCookie(cookie: string, url: string): Promise<unknown>;
}
