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

/** The credentials of a web session, at least one of which is given. */
export interface SessionOptions {
  /** A path, a map of names and values, or a jar. */
  readonly cookies?: CookieSource | undefined;
  /** A bearer token. It is used until it has expired or was refused, and then renewed from the cookies, if there are any. */
  readonly accessToken?: string | undefined;
}

const tokenPath = '/bff/auth/access_token';

/**
 * Returns a function that gives the credentials of requests to `origin`. Each step of a call calls it anew. Nothing is read or sent
 * before a token is needed. The function throws `auth_expired` for an expired `accessToken` that cannot be renewed.
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
  if (accessToken === undefined) {
    return () => {
      throw missing();
    };
  }
  const expiresAt = tokenExpiry(accessToken) ?? Infinity;
  // A header, not a renewable token: a token that is refused once would be refused again.
  const fixed = { headers: { authorization: `Bearer ${accessToken}` } };
  return () => {
    if (expiresAt <= host.now()) throw endedToken(accessToken);
    return fixed;
  };
}

/** The given bearer token first, then those that the cookies give. */
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
    `The accessToken for Reka expired on ${when}. Pass a new one, or pass cookies, from which it can be renewed.`,
  );
}
