import { CancelController, raceCancel } from '../util/cancel.ts';
import type { Cookies, Tokens } from '../contract/credentials.ts';
import type { HttpRequest } from '../contract/http.ts';
import type { HttpScope } from './http-scope.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { bearer, checkedValue } from './request-headers.ts';

/** Loads the token of a service and adds it to a request to that service. */
export async function addToken(request: PreparedRequest, tokens: Tokens, scope: HttpScope): Promise<void> {
  // A caller who gives the header himself has the last word.
  if (names(scope.headers).includes('authorization')) return;
  scope.entered?.('auth');
  const signal = scope.signal ?? new CancelController();
  const token = await raceCancel(tokens.get(signal.abortSignal), signal);
  request.headers['authorization'] = bearer(token, request.phase);
  scope.redactor.add(token);
  request.token = token;
}

/** Adds the cookies that belong to the request's URL. */
export async function addCookies(request: PreparedRequest, cookies: Cookies, scope: HttpScope): Promise<void> {
  const cookie = await raceCancel(cookies.header(new URL(request.target.url)), scope.signal);
  if (cookie === undefined || cookie === '') return;
  request.headers['cookie'] = checkedValue(cookie, 'cookie', 'auth_rejected', request.phase);
}

/**
 * By what a request says who sends it. `key`: the same for every request of the provider, or the caller's own; `token`: for this
 * request, as a session gives it.
 */
export type Credential = 'cookies' | 'token' | 'key' | 'none';

const keyHeaders = /^(?:authorization|(?:x-)?(?:goog-)?api-key)$/;

/** @param own - The headers that the provider gave for this request alone. */
export function credentialOf({ headers, token }: PreparedRequest, own: HttpRequest['headers']): Credential {
  if (headers['cookie'] !== undefined) return 'cookies';
  if (token !== undefined || names(own).includes('authorization')) return 'token';
  return Object.keys(headers).some((name) => keyHeaders.test(name)) ? 'key' : 'none';
}

function names(headers: HttpScope['headers'] = {}): readonly string[] {
  return Object.keys(headers).map((name) => name.toLowerCase());
}
