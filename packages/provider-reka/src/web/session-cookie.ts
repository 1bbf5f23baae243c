import { PlugboardError } from '@plugboard/core/provider';
import { fieldOf, isJsonObject } from '../json-fields.ts';

/** The cookie that holds a web session. Long ones are cut into `appSession.0`, `appSession.1`, ... */
export const sessionCookie = 'appSession';

/**
 * Checks a `Cookie` header before it is sent: it must hold a whole session that has not ended. Throws `auth_missing`
 * without a session cookie, `config_invalid` when a piece of a cut one is missing, `auth_expired` when its own header says that it
 * is over. The value is never part of a message.
 */
export function checkSession(header: string | undefined, host: string, now: number): void {
  const session = sessionFrom(header ?? '', host);
  const expiresAt = sessionExpiry(session);
  if (expiresAt !== undefined && expiresAt <= now) {
    throw new PlugboardError(
      'auth_expired',
      `The saved session for ${host} ended on ${new Date(expiresAt).toISOString()}. Sign in with a browser and export fresh cookies.`,
    );
  }
}

/** The session's value, pieces joined in the order of their numbers. The whole form wins, as it does for the service. */
function sessionFrom(header: string, host: string): string {
  const cookies = new Map<string, string>();
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0) cookies.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
  }
  const whole = cookies.get(sessionCookie);
  if (whole !== undefined) return whole;
  const pieces = [...cookies].flatMap(([name, value]) => {
    const number = /^appSession\.(\d{1,3})$/.exec(name)?.[1];
    return number === undefined ? [] : [{ number: Number(number), value }];
  });
  pieces.sort((a, b) => a.number - b.number);
  if (pieces.length === 0) {
    throw new PlugboardError(
      'auth_missing',
      `The saved cookies hold no ${sessionCookie} for ${host}. Sign in with a browser and export that site's cookies.`,
    );
  }
  const gap = pieces.findIndex(({ number }, index) => number !== index);
  if (gap >= 0) {
    throw new PlugboardError(
      'config_invalid',
      `The saved cookies for ${host} hold pieces of ${sessionCookie}, but ${sessionCookie}.${gap} is missing. Export all cookies of the site.`,
    );
  }
  return pieces.map(({ value }) => value).join('');
}

/** The end of a session in ms since the epoch: the `exp` of its readable JWE header. `undefined` for anything else. */
export function sessionExpiry(session: string): number | undefined {
  const parts = session.split('.');
  return parts.length === 5 ? expiryFrom(parts[0]) : undefined;
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
