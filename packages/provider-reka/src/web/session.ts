import {
  createTokens,
  PlugboardError,
  type CookieJarLike,
  type Cookies,
  type Http,
  type ProviderHost,
  type Tokens,
} from '@plugboard/core/provider';
import { accessTokenFrom, datedToken, signedOut, tokenExpiry, type AccessToken } from './access-token.ts';
import { checkSession } from './session-cookie.ts';

/** The credentials of a web session; at least one is there. */
export interface SessionOptions {
  /** A path, a map of names and values, or a jar. */
  readonly cookies?: string | Readonly<Record<string, string>> | CookieJarLike | undefined;
  /** A ready bearer token; used first, and the cookies only when it has ended or was refused. */
  readonly accessToken?: string | undefined;
}

/** The bearer tokens of a web session at `origin`. Nothing is read or sent before the first token is wanted. */
export function sessionTokens(options: SessionOptions, origin: URL, host: ProviderHost): Tokens {
  const openSession = onceLoaded(() => openSavedCookies(options, host, origin));
  let offered = false;

  return createTokens(host, async (http) => {
    const { accessToken, cookies } = options;
    if (accessToken !== undefined && (cookies === undefined || !offered)) {
      offered = true;
      if (!hasEnded(accessToken, host.now())) return datedToken(accessToken, host.now());
      if (cookies === undefined) throw endedToken(accessToken);
    }
    const saved = await openSession();
    checkSession(await saved.header(new URL('/bff/auth/access_token', origin)), origin.host, host.now());
    return fetchToken(http, origin, saved, host.now());
  });
}

async function fetchToken(http: Http, origin: URL, cookies: Cookies, now: number): Promise<AccessToken> {
  const scoped = http.with({
    baseUrl: origin,
    // A redirect leads to the login page: it is the service's way to say that the cookies are worth nothing.
    classify: ({ status }) =>
      status === 401 || (status >= 300 && status < 400) ? { code: 'auth_rejected' } : undefined,
  });
  let body: unknown;
  try {
    body = await scoped.json({ phase: 'auth', url: '/bff/auth/access_token', cookies });
  } catch (error) {
    // Some versions of the service's session library answer 204 when nobody is signed in.
    throw PlugboardError.isInstance(error) && error.code === 'empty_response' ? signedOut() : error;
  }
  return datedToken(accessTokenFrom(body, scoped), now);
}

async function openSavedCookies({ cookies }: SessionOptions, host: ProviderHost, origin: URL): Promise<Cookies> {
  if (cookies === undefined) {
    throw new PlugboardError(
      'auth_missing',
      'No cookies are configured for the Reka web session. Pass cookies or accessToken.',
    );
  }
  const { openCookies } = await import('@plugboard/core/cookies');
  return openCookies(cookies, host, origin);
}

/** Loads once; a failure is not kept, so that a repaired file works without a new client. */
function onceLoaded<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}

function hasEnded(token: string, now: number): boolean {
  return (tokenExpiry(token) ?? Infinity) <= now;
}

function endedToken(token: string): PlugboardError {
  const when = new Date(tokenExpiry(token) ?? 0).toISOString();
  return new PlugboardError(
    'auth_expired',
    `The accessToken for Reka ended on ${when}. Pass a fresh one, or cookies, from which tokens are renewed.`,
  );
}
