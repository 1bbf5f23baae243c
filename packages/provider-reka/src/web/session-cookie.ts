import { isJsonObject, PlugboardError } from '@plugboard/core/provider';
import { fieldOf } from '../json-fields.ts';

/** The cookie that contains a web session. Long sessions are split into `appSession.0`, `appSession.1` and so on. */
export const sessionCookie = 'appSession';

const pieceName = new RegExp(String.raw`^${sessionCookie}(?:\.\d+)?$`);

/**
 * Checks a `Cookie` header before it is sent. Cookies without a session are never opened, so if the session is missing now, the
 * service has cleared it. A session is encrypted, but its readable header contains the expiry. The first chunk of a split session
 * has that header, too. Throws `auth_missing` without a session and `auth_expired` if it has expired. No message contains the value.
 */
export function checkSession(header: string | undefined, host: string, now: number): void {
  const pieces = sessionPieces(header ?? '');
  const start = pieces.get(sessionCookie) ?? pieces.get(`${sessionCookie}.0`);
  if (pieces.size === 0) {
    throw new PlugboardError(
      'auth_missing',
      `The saved session for ${host} is gone, because the service has ended it. Sign in with a browser and export new cookies.`,
    );
  }
  const expiresAt = sessionExpiry(start ?? '');
  if (expiresAt !== undefined && expiresAt <= now) {
    throw new PlugboardError(
      'auth_expired',
      `The saved session for ${host} expired on ${new Date(expiresAt).toISOString()}. Sign in with a browser and export new cookies.`,
    );
  }
}

/** The session in a `Cookie` header, whole or in chunks, in a form that can be compared. `undefined` if there is none. */
export function sessionIn(header: string): string | undefined {
  const pieces = [...sessionPieces(header)].map((pair) => pair.join('=')).sort();
  return pieces.length === 0 ? undefined : pieces.join('; ');
}

function sessionPieces(header: string): ReadonlyMap<string, string> {
  const pairs = header.split(';').map((pair): [string, string] => {
    const [name = '', ...value] = pair.trim().split('=');
    return [name, value.join('=')];
  });
  return new Map(pairs.filter(([name]) => pieceName.test(name)));
}

/** The expiry of a session in milliseconds since the epoch: the `exp` of its JWE header. `undefined` for any other text. */
export function sessionExpiry(session: string): number | undefined {
  return expiryFrom(session.split('.', 1)[0]);
}

/** The `exp` of a base64url JSON object, in milliseconds since the epoch. `undefined` unless it is a plausible time. */
export function expiryFrom(encoded: string | undefined): number | undefined {
  if (encoded === undefined || !/^[\w-]{1,16384}$/.test(encoded)) return undefined;
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(encoded, 'base64url').toString());
  } catch {
    return undefined;
  }
  const exp = isJsonObject(claims) ? fieldOf(claims, 'exp') : undefined;
  // In seconds. A time after the year 5138 is invalid, or in milliseconds.
  return typeof exp === 'number' && exp > 0 && exp < 1e11 ? exp * 1000 : undefined;
}
