import { PlugboardError, type ErrorDetails } from '../../errors/plugboard-error.ts';
import { isRefusal, withRetryHint, type RetryHint } from '../../errors/retry-hint.ts';
import type { Response } from '../response.ts';
import { requestIdOf, type RequestContext, type ResponseContext, checkBaseUrl, quotedText } from './error-context.ts';
import {
  codeOfStatus,
  isAboutContext,
  isPermanent,
  statusOfSentence,
  statusOfWord,
  retryAfterMs,
} from './failure-status.ts';
import type { FailedResponse, HttpFailure, Verdict } from '../../contract/http.ts';
import type { Redactor } from '../../errors/redactor.ts';
import { statusFrom } from '../../errors/reported-failure.ts';
import { pairsOf } from '../../util/is-record.ts';
import { registerCookieSecrets } from '../prepare-request.ts';
import { readServiceError, type ServiceError } from './service-error.ts';
import { asSentence, challengeError, isChallenge, redirectError } from './unexpected-response.ts';
import type { Credential } from '../http-scope.ts';
import type { ErrorCode } from '../../errors/codes.ts';

/** The error for a failed response. `body` is its parsed JSON or its text. */
export function errorFromResponse(response: Response, body: unknown, context: ResponseContext): PlugboardError {
  if (isChallenge(response)) return challengeError(response, context);
  if (response.status >= 300 && response.status < 400) return redirectError(response, context);
  const service = readServiceError(body);
  const { status } = response;
  const verdict = verdictOf({ status, headers: response.headers, body }, service, context);
  const todo = isUnknownPath(status, service) ? checkBaseUrl(context) : whatToDo(verdict.code, context);
  return failureError(verdict, { headers: response.headers, status, service, todo }, context);
}

/** The error for a failure inside a successful response or stream, or in a response that a provider read for itself. */
export function errorFromPayload(body: unknown, given: PayloadResponse, context: RequestContext): PlugboardError {
  const service = readServiceError(body);
  const { headers } = given;
  const named = given.status ?? service.status;
  const judged = named ?? firstStatus(service.words) ?? statusOfSentence(service.message ?? '') ?? 500;
  const verdict = verdictOf({ status: judged, headers, body }, service, context);
  const todo = whatToDo(verdict.code, context);
  return failureError(verdict, { headers, status: named, service, todo }, context);
}

/** What is known of the response around a payload. */
export interface PayloadResponse {
  readonly status: number | undefined;
  readonly headers: ReadonlyMap<string, string>;
}

/** A payload without status and headers. */
export const payloadAlone: PayloadResponse = { status: undefined, headers: new Map() };

/**
 * Reads what a provider knows about a response. Ignores malformed values instead of throwing, because a failure is
 * reported already.
 */
export function readFailedResponse(given: number | FailedResponse | undefined, redactor: Redactor): PayloadResponse {
  if (typeof given !== 'object' || given === null) return { ...payloadAlone, status: statusFrom(given) };
  const headers = new Map<string, string>();
  for (const [name, value] of pairsOf(given.headers) ?? []) {
    const values = [value].flat().filter((part) => typeof part === 'string');
    if (name.toLowerCase() === 'set-cookie') registerCookieSecrets(values, redactor);
    else if (values.length > 0) headers.set(name.toLowerCase(), values.join(', '));
  }
  return { status: statusFrom(given.status), headers };
}

function verdictOf(
  failure: Omit<HttpFailure, 'words'>,
  service: ServiceError,
  { classify, scope }: RequestContext,
): Verdict {
  try {
    const words = [...service.words, service.message ?? ''].join('\n').slice(0, maxReadLength);
    const verdict = classify?.({ ...failure, words });
    if (verdict !== undefined) return verdict;
  } catch {
    scope.log.warn('The classify function of a provider failed, so the rules of core decide what the failure means.', {
      provider: scope.provider,
      status: failure.status,
    });
  }
  const telling = specificStatus(failure.status, service.words);
  const code = codeOfStatus(telling);
  if (code === 'limit_exceeded' && isContextLength(service)) return { code: 'context_length_exceeded' };
  return { code, ...(isPermanent(telling) ? { retryable: false } : {}) };
}

/** Whether the conversation is too long, and not a file or the body. */
function isContextLength({ words, message = '' }: ServiceError): boolean {
  return words.some((word) => isAboutContext(word)) || isAboutContext(message);
}

/** How many characters of a failure's words `classify` gets. */
const maxReadLength = 2_000;

/**
 * Many services report "no credit left", "too long" and "wrong key" with a general status, so that only their words
 * tell them apart.
 */
function specificStatus(status: number, words: readonly string[]): number {
  const meant = new Set(words.map((word) => statusOfWord(word)));
  const telling = [402, 413, ...(status === 400 ? [401] : [])].find((candidate) => meant.has(candidate));
  return telling ?? status;
}

function firstStatus(words: readonly string[]): number | undefined {
  return words.map((word) => statusOfWord(word)).find((status) => status !== undefined);
}

/** Whether there is nothing at this address, in the words of routers and web servers. */
function isUnknownPath(status: number, { code, message }: ServiceError): boolean {
  if (status !== 404 && status !== 405) return false;
  return (
    code === undefined &&
    (message === undefined || /^(404 )?(page )?not found\W*$|^method not allowed\W*$/i.test(message.trim()))
  );
}

/** What was read of a failure. */
interface ReadFailure {
  readonly headers: ReadonlyMap<string, string>;
  readonly status: number | undefined;
  readonly service: ServiceError;
  /** What the user can do about it. */
  readonly todo: string;
}

function failureError(verdict: Verdict, failure: ReadFailure, context: RequestContext): PlugboardError {
  const { scope, phase, method } = context;
  const { headers, status, service, todo } = failure;
  const clean = (text: string): string => quotedText(text, scope);
  const { code, ...given } = verdict;
  const details: ErrorDetails = {
    phase,
    status,
    requestId: requestIdOf(headers, scope),
    serviceCode: service.code === undefined ? undefined : clean(service.code),
    param: service.param === undefined ? undefined : clean(service.param),
    retryAfterMs: retryAfterMs(headers, scope.clock.now()) ?? service.retryAfterMs,
    ...(headers.get('x-should-retry') === 'false' && { retryable: false }),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
  const named = [status, details.serviceCode].filter((part) => part !== undefined).join(', ');
  const said = service.message === undefined ? '' : ` The service says: ${asSentence(clean(service.message))}`;
  const message = `${scope.provider}: ${whatHappened(code)}${named === '' ? '' : ` (${named})`}.${said} ${todo}`;
  const error = new PlugboardError(code, message.trim(), details);
  return withRetryHint(error, hintOf(error, failure, method));
}

/**
 * OpenAI's and Anthropic's services say in `x-should-retry` whether to retry. The header does not make an error
 * retryable whose code is not.
 */
function hintOf(error: PlugboardError, { status, headers }: ReadFailure, method: string): RetryHint {
  if (!error.retryable) return 'never';
  return headers.get('x-should-retry') === 'true' ||
    isRefusal(status) ||
    error.code === 'rate_limited' ||
    method === 'GET'
    ? 'safe'
    : 'duplicate';
}

/** What happened, as a part of a message. */
export function whatHappened(code: ErrorCode): string {
  return what[code] ?? 'the request failed';
}

const what: Readonly<Partial<Record<ErrorCode, string>>> = {
  auth_rejected: 'the service refused the credential',
  permission_denied: 'this account is not allowed to do that',
  rate_limited: 'too many requests',
  quota_exhausted: 'the quota or credit of this account is used up',
  bad_request: 'the service refused the request',
  model_not_found: 'the service has no such model',
  server_error: 'the service failed',
  limit_exceeded: 'the request is too large for the service',
  context_length_exceeded: 'the conversation is too long for the model',
  connection_failed: 'a proxy requires a user name and password',
  challenged: 'a bot-protection page is in the way',
};

/** What the user can do about it. Empty if there is no advice besides the service's own words. */
export function whatToDo(code: ErrorCode, { credential }: RequestContext): string {
  return code === 'auth_rejected' ? renewal[credential] : (todo[code] ?? '');
}

const todo: Readonly<Partial<Record<ErrorCode, string>>> = {
  permission_denied: 'Check what this account or key is allowed to use.',
  rate_limited: 'Wait and try again.',
  model_not_found: 'Check its name.',
  quota_exhausted: 'Add credit, or use another account or provider.',
  server_error: 'Try again later.',
  limit_exceeded: 'Send less: shorter messages, smaller or fewer files.',
  context_length_exceeded: 'Leave out or summarize earlier turns, or use a model with a longer context.',
};

const renewal: Readonly<Record<Credential, string>> = {
  cookies: 'Sign in again and export new cookies.',
  token: 'Check the key, or sign in again and export new cookies.',
  key: 'Check the key.',
  none: 'The request had no credential: give one, such as an API key.',
};
