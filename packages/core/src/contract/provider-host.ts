import type { Http } from './http.ts';

/** Lives as long as the instance. */
export interface ProviderHost {
  /** The user's name for this instance, such as `reka` or `ollama`. */
  readonly id: string;
  readonly log: Logger;
  /** For what several calls share, such as a token: not tied to one call's abort. */
  readonly http: Http;
  /** Milliseconds since the epoch, from the client's clock. */
  now(): number;
  /** 0 (inclusive) to 1 (exclusive), from the client's source of randomness. */
  random(): number;
  /** Resolves a path relative to the file that the options came from, otherwise to the working folder. */
  resolvePath(path: string): string;
}

/** Where notes for the operator go; `console` fits. Records never hold secrets, prompts or bodies. */
export interface Logger {
  debug(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
}

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
