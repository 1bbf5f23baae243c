import type { ErrorCode } from '../../errors/codes.ts';
import type { FailureContext, JudgeContext } from './failure-context.ts';
import type { Credential } from '../request-credentials.ts';

/** What happened, in the words of a message. */
export function whatHappened(code: ErrorCode): string {
  return what[code] ?? 'the request failed';
}

const what: Readonly<Partial<Record<ErrorCode, string>>> = {
  auth_rejected: 'the credential was refused',
  permission_denied: 'this account may not do that',
  rate_limited: 'too many requests',
  quota_exhausted: 'the quota or credit of this account is used up',
  bad_request: 'the service refused the request',
  model_not_found: 'the service has no such model',
  server_error: 'the service failed',
  limit_exceeded: 'the request is too large for the service',
  connection_failed: 'a proxy wants a user name and password',
  challenged: 'a bot-protection page is in the way',
};

/** What to do about it; empty where the service's own words are all there is. */
export function whatToDo(code: ErrorCode, { credential }: FailureContext): string {
  return code === 'auth_rejected' ? renewal[credential] : (todo[code] ?? '');
}

const todo: Readonly<Partial<Record<ErrorCode, string>>> = {
  permission_denied: 'Check what this account or key may use.',
  rate_limited: 'Wait and try again.',
  model_not_found: 'Check its name.',
  quota_exhausted: 'Add credit, or use another account or provider.',
  server_error: 'Try again later.',
  limit_exceeded: 'Send less: shorter messages, smaller or fewer files.',
};

const renewal: Readonly<Record<Credential, string>> = {
  cookies: 'Sign in again and export fresh cookies.',
  token: 'Check the key, or sign in again and export fresh cookies.',
  key: 'Check the key.',
  none: 'The request had no credential: give one, such as an API key.',
};

/** Whether the request belongs to a session, which a browser opens and which ends. */
export function hasSession({ credential }: FailureContext): boolean {
  return credential === 'cookies' || credential === 'token';
}

/** For an answer that no API gives: most often the base URL is that of the site, or lacks its last part. */
export function checkBaseUrl({ path }: JudgeContext): string {
  const lacksVersion = /\/(?:chat\/completions|models)$/.test(path) && !/\/v\d/.test(path);
  return lacksVersion ? 'Check the base URL: is /v1 missing at its end?' : 'Check the base URL.';
}
