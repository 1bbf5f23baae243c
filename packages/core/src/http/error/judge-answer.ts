import { PlugboardError, type ErrorDetails } from '../../errors/plugboard-error.ts';
import { isRefusal, withRetryHint, type RetryHint } from '../../errors/retry-hint.ts';
import type { Answer } from '../answer.ts';
import { checkBaseUrl, whatHappened, whatToDo } from './failure-advice.ts';
import { requestIdOf, type FailureContext, type JudgeContext } from './failure-context.ts';
import { codeOfStatus, isPermanent, statusOfSentence, statusOfWord } from './failure-status.ts';
import type { HttpFailure, Verdict } from '../../contract/http.ts';
import { quotedText } from './quoted-text.ts';
import { retryAfterMs } from './retry-after.ts';
import { readServiceError } from './service-error-body.ts';
import type { ServiceError } from './service-error.ts';
import { asSentence, challenged, isChallenge, judgeRedirect } from './wrong-answer.ts';

/** An answer whose status is no success; `body` is its parsed JSON or text. */
export function judgeFailure(answer: Answer, body: unknown, context: JudgeContext): PlugboardError {
  if (isChallenge(answer)) return challenged(answer, context);
  if (answer.status >= 300 && answer.status < 400) return judgeRedirect(answer, context);
  const service = readServiceError(body);
  const { status } = answer;
  const verdict = verdictOf({ status, headers: answer.headers, body }, service, context);
  const todo = isUnknownPath(status, service) ? checkBaseUrl(context) : whatToDo(verdict.code, context);
  return failureError(verdict, { headers: answer.headers, status, service, todo }, context);
}

/** An error object inside a successful answer or stream. */
export function judgeInBand(body: unknown, status: number | undefined, context: FailureContext): PlugboardError {
  const service = readServiceError(body);
  const named = status ?? service.status;
  const headers = new Map<string, string>();
  const judged = named ?? firstStatus(service.words) ?? statusOfSentence(service.message ?? '') ?? 500;
  const verdict = verdictOf({ status: judged, headers, body }, service, context);
  const todo = whatToDo(verdict.code, context);
  return failureError(verdict, { headers, status: named, service, todo }, context);
}

function verdictOf(
  failure: Omit<HttpFailure, 'words'>,
  service: ServiceError,
  { classify, scope }: FailureContext,
): Verdict {
  try {
    const words = [...service.words, service.message ?? ''].join('\n').slice(0, longestLookedAt);
    const verdict = classify?.({ ...failure, words });
    if (verdict !== undefined) return verdict;
  } catch {
    scope.log.warn('A provider could not judge a failure; the table of the core decides.', {
      provider: scope.provider,
      status: failure.status,
    });
  }
  const telling = tellingStatus(failure.status, service.words);
  return { code: codeOfStatus(telling), ...(isPermanent(telling) ? { retryable: false } : {}) };
}

/** Characters of a failure's words that a provider is to judge. */
const longestLookedAt = 2_000;

/** Many services put "no credit left", "too long" and "wrong key" behind a general status; only their words tell. */
function tellingStatus(status: number, words: readonly string[]): number {
  const meant = new Set(words.map((word) => statusOfWord(word)));
  const telling = [402, 413, ...(status === 400 ? [401] : [])].find((candidate) => meant.has(candidate));
  return telling ?? status;
}

function firstStatus(words: readonly string[]): number | undefined {
  return words.map((word) => statusOfWord(word)).find((status) => status !== undefined);
}

/** Whether nothing at all is at the address, as routers and web servers say it. */
function isUnknownPath(status: number, { code, message }: ServiceError): boolean {
  if (status !== 404 && status !== 405) return false;
  return (
    code === undefined &&
    (message === undefined || /^(404 )?(page )?not found\W*$|^method not allowed\W*$/i.test(message.trim()))
  );
}

/** A failure, read. */
interface ReadFailure {
  readonly headers: ReadonlyMap<string, string>;
  readonly status: number | undefined;
  readonly service: ServiceError;
  /** What the user can do about it. */
  readonly todo: string;
}

function failureError(verdict: Verdict, failure: ReadFailure, context: FailureContext): PlugboardError {
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
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
  const named = [status, details.serviceCode].filter((part) => part !== undefined).join(', ');
  const said = service.message === undefined ? '' : ` The service says: ${asSentence(clean(service.message))}`;
  const message = `${scope.provider}: ${whatHappened(code)}${named === '' ? '' : ` (${named})`}.${said} ${todo}`;
  const error = new PlugboardError(code, message.trim(), details);
  return withRetryHint(error, hintOf(error, status, method));
}

function hintOf(error: PlugboardError, status: number | undefined, method: string): RetryHint {
  if (!error.retryable) return 'never';
  return isRefusal(status) || error.code === 'rate_limited' || method === 'GET' ? 'safe' : 'duplicate';
}
