import { type Http, isHeaderWord, isJsonObject, isReportedFailure, PlugboardError } from '@plugboard/core/provider';
import { fieldOf } from '../json-fields.ts';
import { expiryFrom } from './session-cookie.ts';

/**
 * The token in the response of `/bff/auth/access_token`. Throws `auth_expired` if there is none, which means that nobody is signed
 * in, `auth_rejected` if the service says so, and `protocol_error` if the value cannot be a token.
 */
export function accessTokenFrom(body: unknown, http: Http): string {
  if (!isJsonObject(body)) throw signedOut();
  const value = fieldOf(body, 'accessToken') ?? fieldOf(body, 'access_token') ?? fieldOf(body, 'token') ?? '';
  if (value === '') {
    const error = fieldOf(body, 'error');
    if (!isReportedFailure({ error, detail: fieldOf(body, 'detail') })) throw signedOut();
    throw error === 'not_authenticated' ? rejected() : http.failure('auth', body);
  }
  if (typeof value === 'string' && isHeaderWord(value)) return value;
  throw new PlugboardError(
    'protocol_error',
    'Reka returned an access token that cannot be sent in a header. The service may have changed its protocol.',
    { phase: 'auth' },
  );
}

/** The `exp` of a JWT in milliseconds since the epoch. `undefined` for any other token. */
export function tokenExpiry(value: string): number | undefined {
  const parts = value.split('.');
  return parts.length === 3 ? expiryFrom(parts[1]) : undefined;
}

/** The service returned neither a token nor a reason. */
export function signedOut(): PlugboardError {
  return new PlugboardError(
    'auth_expired',
    'Reka returned no access token for the saved cookies: the session is signed out. Sign in with a browser and export new cookies.',
    { phase: 'auth' },
  );
}

function rejected(): PlugboardError {
  return new PlugboardError(
    'auth_rejected',
    'Reka does not accept the saved cookies. Sign in with a browser and export new cookies.',
    { phase: 'auth' },
  );
}
