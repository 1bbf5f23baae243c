import { PlugboardError } from '@plugboard/core/provider';
import { fieldOf, isJsonObject } from '../json-fields.ts';

/** The cookie that holds a web session. Long ones are cut into `appSession.0`, `appSession.1`, ... */
export const sessionCookie = 'appSession';

/**
 * Looks at a `Cookie` header before it is sent, from whatever source it comes. The session is sealed, but its header is readable and
 * says when it ends; the first piece of a cut session has it too. Throws `auth_missing` without a header and `auth_expired` when
 * the session is over. The value is never part of a message.
 */
export function checkSession(header: string | undefined, host: string, now: number): void {
  if (header === undefined) {
    throw new PlugboardError(
      'auth_missing',
      `There is no cookie for ${host}. Sign in there with a browser and export the cookies of that site.`,
    );
  }
  const expiresAt = sessionExpiry(valueOf(header, sessionCookie) ?? valueOf(header, `${sessionCookie}.0`) ?? '');
  if (expiresAt !== undefined && expiresAt <= now) {
    throw new PlugboardError(
      'auth_expired',
      `The saved session for ${host} ended on ${new Date(expiresAt).toISOString()}. Sign in with a browser and export fresh cookies.`,
    );
  }
}

function valueOf(header: string, name: string): string | undefined {
  const pair = header.split(';').find((candidate) => candidate.trim().startsWith(`${name}=`));
  return pair?.trim().slice(name.length + 1);
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
