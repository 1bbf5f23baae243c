import {
  createTokens,
  PlugboardError,
  type CookieJarLike,
  type Cookies,
  type Http,
  type HttpDefaults,
  type ProviderHost,
  type Tokens,
} from '@plugboard/core/provider';
import { accessTokenFrom, signedOut, tokenExpiry } from './access-token.ts';
import { SavedSession } from './saved-session.ts';
import { checkSession, sessionCookie } from './session-cookie.ts';

type CookieSource = string | Readonly<Record<string, string>> | CookieJarLike;

/** The credentials of a web session; at least one is there. */
export interface SessionOptions {
  /** A path, a map of names and values, or a jar. */
  readonly cookies?: CookieSource | undefined;
  /** A ready bearer token; used first, and the cookies only when it has ended or was refused. Without cookies it is not repeated. */
  readonly accessToken?: string | undefined;
}

const tokenPath = '/bff/auth/access_token';

/**
 * What requests to `origin` carry, asked for anew by each step of a call. Nothing is read or sent before a token is wanted. Throws
 * `auth_expired` for an `accessToken` that has ended and that nothing can renew.
 */
export function sessionCredential(
  { cookies, accessToken }: SessionOptions,
  origin: URL,
  host: ProviderHost,
): () => Pick<HttpDefaults, 'headers' | 'token'> {
  if (cookies !== undefined) {
    const token = sessionTokens(cookies, accessToken, origin, host);
    return () => ({ token });
  }
  return () => {
    if (accessToken === undefined) throw missing();
    if (hasEnded(accessToken, host.now())) throw endedToken(accessToken);
    // A header, not a renewable token: what is refused once is refused again.
    return { headers: { authorization: `Bearer ${accessToken}` } };
  };
}

/** The bearer tokens that cookies give, after the one that is at hand. */
function sessionTokens(
  cookies: CookieSource,
  accessToken: string | undefined,
  origin: URL,
  host: ProviderHost,
): Tokens {
  const tokenUrl = new URL(tokenPath, origin);
  const session = new SavedSession(
    () => openSavedCookies(cookies, host, origin),
    tokenUrl,
    typeof cookies === 'string',
  );
  let offered = false;

  return createTokens(host, async (http) => {
    if (accessToken !== undefined && !offered) {
      offered = true;
      if (!hasEnded(accessToken, host.now())) return dated(accessToken);
    }
    return session.use(async (saved) => {
      checkSession(await saved.header(tokenUrl), origin.host, host.now());
      return dated(await fetchToken(http, origin, saved));
    });
  });
}

async function fetchToken(http: Http, origin: URL, cookies: Cookies): Promise<string> {
  const scoped = http.with({ baseUrl: origin });
  try {
    return accessTokenFrom(await scoped.json({ phase: 'auth', url: tokenPath, cookies }), scoped);
  } catch (error) {
    // Some versions of the service's session library answer 204 when nobody is signed in.
    throw PlugboardError.isInstance(error) && error.code === 'empty_response' ? signedOut() : error;
  }
}

function dated(value: string): { readonly value: string; readonly expiresAt: number | undefined } {
  return { value, expiresAt: tokenExpiry(value) };
}

async function openSavedCookies(cookies: CookieSource, host: ProviderHost, origin: URL): Promise<Cookies> {
  const { openCookies } = await import('@plugboard/core/cookies');
  return openCookies(cookies, host, origin, { session: sessionCookie });
}

function missing(): PlugboardError {
  return new PlugboardError(
    'auth_missing',
    'No cookies are configured for the Reka web session. Pass cookies or accessToken.',
  );
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
