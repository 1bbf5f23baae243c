/** One cookie as a source holds it: read field by field, not yet judged. */
export interface CookieRecord {
  readonly name: string;
  readonly value: string;
  /** Lower case, ASCII, without a leading dot. */
  readonly domain: string;
  /** Belongs to exactly this host; otherwise to the hosts below `domain` too. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite?: 'strict' | 'lax' | 'none' | undefined;
  /** Milliseconds since the epoch; absent: ends with the session. */
  readonly expiresAt?: number | undefined;
  /** Why it cannot be used although its source is well-formed. */
  readonly problem?: string | undefined;
}

/** What makes two cookies the same one. */
export type CookieIdentity = Pick<CookieRecord, 'name' | 'domain' | 'path'>;

/** What the service did to its cookies, as a file is told of it. */
export type CookieChange =
  | { readonly kind: 'set'; readonly cookie: CookieRecord }
  | { readonly kind: 'remove'; readonly cookie: CookieIdentity };

/** Whether two cookies replace each other. */
export function isSameCookie(one: CookieIdentity, other: CookieIdentity): boolean {
  return one.name === other.name && one.domain === other.domain && one.path === other.path;
}
