import type { ErrorCode, WirePhase } from '../errors/codes.ts';
import { PlugboardError, type ErrorDetails } from '../errors/plugboard-error.ts';
import { isRefusal, withRepeatHint, type RepeatHint } from '../errors/repeat-hint.ts';
import { mediaType, type Answer } from './answer.ts';
import { codeOfStatus, isPermanent, statusOfWords } from './failure-status.ts';
import type { HttpDefaults, HttpFailure, Verdict } from './http.ts';
import type { HttpScope } from './http-scope.ts';
import { quotedText } from './quoted-text.ts';
import { retryAfterMs } from './retry-after.ts';
import { readServiceError, type ServiceError } from './service-error-body.ts';

/** What a judgement depends on besides the failure. */
export interface FailureContext {
  readonly scope: HttpScope;
  readonly phase: WirePhase;
  readonly method: string;
  readonly classify: HttpDefaults['classify'];
}

/** What the judgement of an answer depends on besides it. */
export interface JudgeContext extends FailureContext {
  /** Whether the request said who sends it. */
  readonly identified: boolean;
  /** Where it went, for messages. */
  readonly host: string;
}

/** An answer whose status is no success; `body` is its parsed JSON or text. */
export function judgeFailure(answer: Answer, body: unknown, context: JudgeContext): PlugboardError {
  if (isChallenge(answer)) return challenged(answer, context);
  if (answer.status >= 300 && answer.status < 400) return judgeRedirect(answer, context);
  const service = readServiceError(body);
  const { status } = answer;
  const verdict = verdictOf({ status, headers: answer.headers, body }, service, context);
  return failureError(verdict, answer.headers, status, service, context);
}

/** An error object inside a successful answer or stream. */
export function judgeInBand(body: unknown, status: number | undefined, context: FailureContext): PlugboardError {
  const service = readServiceError(body);
  const named = status ?? service.status;
  const headers = new Map<string, string>();
  const verdict = verdictOf({ status: named ?? statusOfWords(service.words) ?? 500, headers, body }, service, context);
  return failureError(verdict, headers, named, service, context);
}

/** A page of a bot protection stands in the way; its own header says so. */
export function isChallenge(answer: Answer): boolean {
  return answer.header('cf-mitigated') === 'challenge';
}

export function challenged(answer: Answer, { scope, phase, host }: JudgeContext): PlugboardError {
  const message = `${scope.provider}: ${host} answered with a bot-protection page. Open the site in a browser, then export fresh cookies.`;
  return withRepeatHint(new PlugboardError('challenged', message, { phase, ...basics(answer, scope) }), 'never');
}

/** A successful status with a body of the wrong type. */
export function judgeWrongType(answer: Answer, expected: string, context: JudgeContext): PlugboardError {
  const { scope, phase, host, identified } = context;
  if (isChallenge(answer)) return challenged(answer, context);
  const type = mediaType(answer);
  const details: ErrorDetails = { phase, ...basics(answer, scope) };
  if (type === 'text/html' && identified) {
    const message = `${scope.provider}: ${host} answered with a web page instead of ${expected}; the session looks signed out. Export fresh cookies or get a new token.`;
    return withRepeatHint(new PlugboardError('auth_rejected', message, details), 'never');
  }
  const shown =
    type === '' ? 'no content type' : `the content type ${quotedText(answer.header('content-type') ?? '', scope)}`;
  const message = `${scope.provider}: ${host} answered with ${shown} instead of ${expected}. Check that the base URL leads to the service itself.`;
  return withRepeatHint(new PlugboardError('protocol_error', message, details), 'never');
}

function judgeRedirect(answer: Answer, { scope, phase, host }: JudgeContext): PlugboardError {
  const target = redirectHost(answer.header('location'), host, scope);
  const details: ErrorDetails = { phase, ...basics(answer, scope) };
  const message = `${scope.provider}: ${host} redirects${target} (${answer.status}), which is not followed.`;
  return phase === 'auth'
    ? withRepeatHint(
        new PlugboardError('auth_rejected', `${message} The session looks signed out; sign in again.`, details),
        'never',
      )
    : withRepeatHint(new PlugboardError('protocol_error', `${message} Check the base URL.`, details), 'never');
}

function redirectHost(given: string | undefined, host: string, scope: HttpScope): string {
  const base = `https://${host}`;
  // Cleaned before it is parsed: hosts come out of that in lower case.
  const location = given === undefined ? undefined : scope.redactor.clean(given);
  if (location === undefined || !URL.canParse(location, base)) return '';
  const target = new URL(location, base).host;
  return target === '' ? '' : ` to ${quotedText(target, scope)}`;
}

function verdictOf(failure: HttpFailure, service: ServiceError, { classify, scope }: FailureContext): Verdict {
  try {
    const verdict = classify?.(failure);
    if (verdict !== undefined) return verdict;
  } catch {
    scope.log.warn('A provider could not judge a failure; the table of the core decides.', {
      provider: scope.provider,
      status: failure.status,
    });
  }
  const words = statusOfWords(service.words);
  // Many services put "no credit left" and "too long" behind a general status; only their words tell.
  const telling = words === 402 || words === 413 ? words : failure.status;
  return { code: codeOfStatus(telling), ...(isPermanent(telling) ? { retryable: false } : {}) };
}

function failureError(
  verdict: Verdict,
  headers: ReadonlyMap<string, string>,
  status: number | undefined,
  service: ServiceError,
  context: FailureContext,
): PlugboardError {
  const { scope, phase, method } = context;
  const clean = (text: string): string => quotedText(text, scope);
  const { code, ...given } = verdict;
  const details: ErrorDetails = {
    phase,
    status,
    requestId: requestIdOf(headers, clean),
    serviceCode: service.code === undefined ? undefined : clean(service.code),
    param: service.param === undefined ? undefined : clean(service.param),
    retryAfterMs: retryAfterMs(headers, scope.clock.now()),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
  const named = [status, details.serviceCode].filter((part) => part !== undefined).join(', ');
  const said = service.message === undefined ? '' : ` The service says: ${clean(service.message)}`;
  const message = `${scope.provider}: ${what[code] ?? 'the request failed'}${named === '' ? '' : ` (${named})`}.${said}`;
  const error = new PlugboardError(
    code,
    `${message}${message.endsWith('.') ? '' : '.'} ${todo[code] ?? ''}`.trim(),
    details,
  );
  return withRepeatHint(error, hintOf(error, status, method));
}

function hintOf(error: PlugboardError, status: number | undefined, method: string): RepeatHint {
  if (!error.retryable) return 'never';
  return isRefusal(status) || error.code === 'rate_limited' || method === 'GET' ? 'safe' : 'duplicate';
}

function basics(answer: Answer, scope: HttpScope): ErrorDetails {
  return {
    status: answer.status,
    requestId: requestIdOf(answer.headers, (text) => quotedText(text, scope)),
    retryable: false,
  };
}

function requestIdOf(headers: ReadonlyMap<string, string>, clean: (text: string) => string): string | undefined {
  const id = headers.get('x-request-id') ?? headers.get('request-id') ?? headers.get('cf-ray');
  return id === undefined ? undefined : clean(id);
}

const what: Readonly<Partial<Record<ErrorCode, string>>> = {
  auth_rejected: 'the credential was refused',
  permission_denied: 'this account may not do that',
  rate_limited: 'too many requests',
  quota_exhausted: 'the quota or credit of this account is used up',
  bad_request: 'the service refused the request',
  server_error: 'the service failed',
  limit_exceeded: 'the request is too large for the service',
  connection_failed: 'a proxy wants a user name and password',
  challenged: 'a bot-protection page is in the way',
};

const todo: Readonly<Partial<Record<ErrorCode, string>>> = {
  auth_rejected: 'Check the key, or sign in again and export fresh cookies.',
  permission_denied: 'Check what this account or key may use.',
  rate_limited: 'Wait and try again.',
  quota_exhausted: 'Add credit, or use another account or provider.',
  server_error: 'Try again later.',
  limit_exceeded: 'Send less: shorter messages, smaller or fewer files.',
};
