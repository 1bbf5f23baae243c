import { Cookie, CookieJar } from 'tough-cookie';
import { hostOf } from './cookie-domain.ts';
import type { CookieIdentity, CookieRecord } from './cookie-record.ts';

/** The cookies of one origin in memory. Which cookie goes to which path, and which one is refused, is tough-cookie's word. */
export class SessionJar {
  readonly #jar = new CookieJar(undefined, { rejectPublicSuffixes: true, prefixSecurity: 'strict' });
  readonly #root: string;
  readonly #host: string;

  constructor(origin: URL) {
    this.#root = new URL('/', origin).href;
    this.#host = hostOf(origin);
  }

  /** Adds or replaces a cookie; says why when it may not. */
  put(record: CookieRecord): string | undefined {
    const { name, value, domain, hostOnly, path, secure, httpOnly, sameSite, expiresAt } = record;
    // Field by field: a jar made from a foreign file by `deserialize` can hang and crash the process when it is saved.
    const cookie = new Cookie({
      key: name,
      value,
      path,
      secure,
      httpOnly,
      sameSite,
      expires: expiresAt === undefined ? 'Infinity' : new Date(Math.min(expiresAt, 8.64e15)),
      ...(hostOnly ? {} : { domain }),
    });
    try {
      this.#jar.setCookieSync(cookie, this.#root);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  remove({ name, domain, path }: CookieIdentity): void {
    void this.#jar.store.removeCookie(domain, path, name);
  }

  /** All cookies, expired ones too. */
  all(): readonly CookieRecord[] {
    return this.#read(this.#root, true);
  }

  /** The cookies for a URL in the order of a header: longer paths first. Expired ones are among them. */
  matching(url: URL): readonly CookieRecord[] {
    return this.#read(url.href, false);
  }

  #read(url: string, allPaths: boolean): readonly CookieRecord[] {
    // Expiry is judged by the client's clock, not by the system's.
    const cookies = this.#jar.getCookiesSync(url, { allPaths, expire: false, sort: true });
    return cookies.map((cookie) => ({
      name: cookie.key,
      value: cookie.value,
      domain: cookie.domain ?? this.#host,
      hostOnly: cookie.hostOnly ?? false,
      path: cookie.path ?? '/',
      secure: cookie.secure,
      httpOnly: cookie.httpOnly,
      sameSite:
        cookie.sameSite === 'strict' || cookie.sameSite === 'lax' || cookie.sameSite === 'none'
          ? cookie.sameSite
          : undefined,
      expiresAt: cookie.expires instanceof Date ? cookie.expires.getTime() : undefined,
    }));
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  if (message.includes('public suffix')) return 'its domain is a public suffix';
  if (message.includes('prefix')) return 'it breaks the rule of its name prefix (__Secure-, __Host-)';
  if (message.includes('secure')) return 'it is Secure and the connection is not';
  return 'the rules for cookies forbid it for this host';
}
