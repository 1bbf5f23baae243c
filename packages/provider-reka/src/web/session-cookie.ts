import { PlugboardError } from '@plugboard/core/provider';
import { fieldOf, isJsonObject } from '../json-fields.ts';

/** The cookie that holds a web session. Long ones are cut into `appSession.0`, `appSession.1`, ... */
export const sessionCookie = 'appSession';

const pieceName = new RegExp(String.raw`^${sessionCookie}(?:\.\d+)?$`);

/**
 * Looks at a `Cookie` header before it is sent. Cookies are not opened without a session, so one that is not there any more was
 * cleared by the service. It is sealed, but its header is readable and says when it ends; the first piece of a cut session has
 * it too. Throws `auth_missing` without a session and `auth_expired` when it is over. The value is never part of a message.
 */
export function checkSession(header: string | undefined, host: string, now: number): void {
  const pieces = sessionPieces(header ?? '');
  const start = pieces.get(sessionCookie) ?? pieces.get(`${sessionCookie}.0`);
  if (pieces.size === 0) {
    throw new PlugboardError(
      'auth_missing',
      `The saved session for ${host} is gone: the service has signed it out. Sign in with a browser and export fresh cookies.`,
    );
  }
  const expiresAt = sessionExpiry(start ?? '');
  if (expiresAt !== undefined && expiresAt <= now) {
    throw new PlugboardError(
      'auth_expired',
      `The saved session for ${host} ended on ${new Date(expiresAt).toISOString()}. Sign in with a browser and export fresh cookies.`,
    );
  }
}

/** The session in a `Cookie` header, whole or in pieces, as something to compare with. `undefined` for none. */
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

/** The end of a session in ms since the epoch: the `exp` of its JWE header. `undefined` for anything else. */
export function sessionExpiry(session: string): number | undefined {
  return expiryFrom(session.split('.', 1)[0]);
}

/** `exp` of a base64url JSON object, in ms since the epoch; `undefined` unless it is a believable time. */
export function expiryFrom(encoded: string | undefined): number | undefined {
  if (encoded === undefined || !/^[\w-]{1,16384}$/.test(encoded)) return undefined;
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(encoded, 'base64url').toString());
  } catch {
    return undefined;
  }
  const exp = isJsonObject(claims) ? fieldOf(claims, 'exp') : undefined;
  // Seconds; beyond the year 5138 it is nonsense or milliseconds.
  return typeof exp === 'number' && exp > 0 && exp < 1e11 ? exp * 1000 : undefined;
}
