/** The cookies of one session, as `Http` uses them: read before a request, told of `Set-Cookie` after it. */
export interface Cookies {
  /** The `Cookie` header for this URL, or `undefined` when no cookie belongs there. */
  header(url: URL): Promise<string | undefined>;
  /** Takes over what the service set, and saves it where the source can be written. */
  accept(url: URL, setCookie: readonly string[]): Promise<void>;
}

/** The part of a cookie jar that Plugboard uses; tough-cookie's `CookieJar` fits. */
export interface CookieJarLike {
  getCookieString(url: string): Promise<string>;
  setCookie(cookie: string, url: string): Promise<unknown>;
}
