import { randomUUID } from 'node:crypto';
import type { Exchange } from './exchange.ts';
import type { AuthSwitches } from './scenario.ts';
import type { IssuedCookie, Sessions } from './sessions.ts';

const loginPage =
  '<!DOCTYPE html><html><head><title>Log in | Reka</title></head><body><form method="post" action="/u/login">' +
  '<input name="username"><input name="password" type="password"><button name="action" value="default">Continue</button>' +
  '</form></body></html>';

/** The other host has the address of another login service, which would not issue `appSession`. */
const signInPage = '<!DOCTYPE html><html><head><title>Sign in | Reka Space</title></head><body></body></html>';

/** The hosts that have served the web session. */
export type RekaSite = 'chat.reka.ai' | 'space.reka.ai';

/** The error of the session library to which the route names point. */
const notAuthenticated = {
  error: 'not_authenticated',
  description: 'The user does not have an active session or is not authenticated',
};

/** `/bff/auth/*` and the pages around it. */
export async function answerAuth(
  exchange: Exchange,
  switches: AuthSwitches,
  sessions: Sessions,
  site: RekaSite,
): Promise<void> {
  if (!(await exchange.begin(switches))) return;
  const signedIn = sessions.isSignedIn(exchange.header('cookie'));
  const rolled = signedIn && (switches.rollCookie ?? true) ? setCookies(exchange, sessions, switches) : {};

  switch (exchange.path) {
    case '/bff/auth/access_token':
      return answerToken(exchange, switches, sessions, signedIn, rolled);
    case '/bff/auth/firebase_token':
      if (signedIn) return exchange.send(200, { firebaseToken: sessions.issueToken(true) }, rolled);
      return exchange.send(401, notAuthenticated);
    case '/bff/auth/me':
      if (signedIn) return exchange.send(200, { sub: sessions.subject, name: 'Emulated user' }, rolled);
      return exchange.send(204, undefined);
    case '/bff/auth/login':
      return exchange.send(302, undefined, { location: signInAddress(exchange, site) });
    case '/bff/auth/callback':
      return exchange.send(302, undefined, { location: '/' });
    case '/bff/auth/logout':
      sessions.signOut();
      return exchange.send(302, undefined, { location: '/auth/login' });
    case '/u/login':
      if (exchange.request.method !== 'POST') return exchange.send(200, loginPage);
      exchange.request.resume();
      return exchange.send(302, undefined, { location: '/', ...setCookies(exchange, sessions, switches) });
    case '/auth/login':
      return exchange.send(200, loginPage);
    case '/sign-in':
      if (site === 'space.reka.ai') return exchange.send(200, signInPage);
      return exchange.send(404, { detail: 'Not Found' });
    default:
      return exchange.send(404, { detail: 'Not Found' });
  }
}

function signInAddress(exchange: Exchange, site: RekaSite): string {
  if (site === 'chat.reka.ai') return `/u/login?state=${randomUUID()}`;
  return `/sign-in?redirect_url=${encodeURIComponent(`http://${exchange.header('host') ?? 'localhost'}/`)}`;
}

function answerToken(
  exchange: Exchange,
  switches: AuthSwitches,
  sessions: Sessions,
  signedIn: boolean,
  headers: Record<string, string[]>,
): void {
  switch (switches.answer ?? (signedIn ? 'token' : 'not-authenticated')) {
    case 'token': {
      if (!signedIn) return exchange.send(401, notAuthenticated);
      const token = sessions.issueToken(switches.opaqueToken ?? false);
      return exchange.send(200, { [switches.tokenKey ?? 'accessToken']: token }, headers);
    }
    case 'no-token':
      return exchange.send(200, {}, headers);
    case 'empty':
      return exchange.send(204, undefined, headers);
    case 'login-page':
      return exchange.send(200, loginPage, headers);
    case 'redirect':
      return exchange.send(302, undefined, { location: '/bff/auth/login' });
    case 'not-authenticated':
      return exchange.send(401, notAuthenticated);
  }
}

function setCookies(
  exchange: Exchange,
  sessions: Sessions,
  { chunkedCookie = false }: AuthSwitches,
): Record<string, string[]> {
  const issued = sessions.issueCookies(chunkedCookie);
  const names = new Set(issued.map(({ name }) => name));
  // Clears cookies of the form that is no longer used, as the session library does.
  const sent = exchange.header('cookie')?.matchAll(/(?:^|;)\s*(appSession(?:\.\d+)?)=/g) ?? [];
  const known = new Set(['appSession', ...[...sent].map(([, name = '']) => name)]);
  const obsolete = [...known].filter((name) => !names.has(name));
  return {
    'set-cookie': [
      ...issued.map(serialize),
      ...obsolete.map((name) => `${name}=; Path=/; HttpOnly; SameSite=Lax; Expires=Thu, 01 Jan 1970 00:00:00 GMT`),
    ],
  };
}

/** A `Set-Cookie` header. Unlike the real one it lacks `Secure`, because the emulator speaks plain http on loopback. */
function serialize({ name, value, expiresAt }: IssuedCookie): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Expires=${new Date(expiresAt).toUTCString()}`;
}
