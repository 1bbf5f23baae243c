/** A short-lived token, shared by all calls of an instance. Made by `createTokens`. */
export interface Tokens {
  /** The current token; loads it when there is none or it has expired. All who wait share one load. */
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
