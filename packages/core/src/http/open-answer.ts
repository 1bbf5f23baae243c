import { raceCancel } from '../util/cancel.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { withRetryHint } from '../errors/retry-hint.ts';
import { serviceText } from '../errors/quote.ts';
import { mediaType, type Answer } from './answer.ts';
import { collectSome } from './collect-body.ts';
import { Exchange } from './dispatch-exchange.ts';
import type { HttpRequest } from '../contract/http.ts';
import type { HttpScope } from './http-scope.ts';
import type { HttpSettings } from './http-settings.ts';
import type { JudgeContext } from './error/failure-context.ts';
import { addCookies, addToken, credentialOf } from './request-credentials.ts';
import { judgeFailure } from './error/judge-answer.ts';
import { limits } from './limits.ts';
import { prepareForm, prepareRequest } from './request-preparation.ts';

/** A successful answer whose body has not been read. */
export interface OpenAnswer {
  readonly answer: Answer;
  readonly exchange: Exchange;
  readonly context: JudgeContext;
  /** A refusal of the whole answer: closes it and returns the error to throw. */
  refuse(error: PlugboardError): PlugboardError;
}

/** Whoever is to read the answer, and may have left before it is here. */
export interface AnswerReader {
  /** The request goes out. Throws when nobody wants it any more. */
  started(exchange: Exchange): void;
}

/**
 * Sends one request. Anything but a success has been judged and thrown, its body read within limits or destroyed. The timers of the
 * stream rest meanwhile: the headers have one of their own, and what comes before them is no wait for the model.
 */
export async function openAnswer(
  request: HttpRequest,
  accept: string,
  settings: HttpSettings,
  reader?: AnswerReader,
): Promise<OpenAnswer> {
  const { activity } = settings.scope;
  activity?.waitForHeaders();
  try {
    return await opened(request, accept, settings, reader);
  } finally {
    activity?.sawHeaders();
  }
}

async function opened(
  request: HttpRequest,
  accept: string,
  settings: HttpSettings,
  reader: AnswerReader | undefined,
): Promise<OpenAnswer> {
  const { scope, defaults } = settings;
  throwIfCancelled(scope);
  const form = request.form === undefined ? undefined : await prepareForm(request);
  const prepared = prepareRequest(request, form, accept, defaults, scope);
  if (prepared.target.own && defaults.token !== undefined) await addToken(prepared, defaults.token, scope);
  // Without a base they belong to wherever the request goes, and say themselves what they have for it.
  const cookies = prepared.target.own || defaults.baseUrl === undefined ? request.cookies : undefined;
  if (cookies !== undefined) await addCookies(prepared, cookies, scope);
  scope.entered?.(prepared.phase);
  const credential = credentialOf(prepared, request.headers);
  settings.tokenInUse = prepared.token;
  settings.credentialInUse = credential;
  const context: JudgeContext = {
    scope,
    phase: prepared.phase,
    method: prepared.method,
    classify: defaults.classify,
    credential,
    host: prepared.target.url.host,
    path: prepared.target.url.pathname,
  };
  throwIfCancelled(scope);
  const exchange = new Exchange(scope, prepared);
  reader?.started(exchange);
  const answer = await exchange.send();
  if (answer.setCookie.length > 0 && cookies !== undefined) {
    await acceptCookies(cookies.accept(new URL(prepared.target.url), answer.setCookie), exchange, scope);
  }
  const refuse = (error: PlugboardError): PlugboardError => {
    exchange.abort(error);
    return error;
  };
  // Nothing that 304 could refer to was asked for; of the successes, only some have a body that is all of the answer.
  if (answer.status === 304 || (answer.status >= 205 && answer.status <= 299)) {
    throw refuse(unasked(`the status ${answer.status}, which makes no sense here`, answer, context));
  }
  if (answer.status < 200 || answer.status > 299) {
    const error = await failedAnswer(exchange, answer, context);
    if (answer.status !== 401 || prepared.token === undefined) throw error;
    defaults.token?.reject(prepared.token);
    throw withRetryHint(error, 'fresh-token');
  }
  const encoding = answer.header('content-encoding')?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') {
    throw refuse(unasked(`the content encoding ${serviceText(encoding)}, which was not asked for`, answer, context));
  }
  return { answer, exchange, context, refuse };
}

function throwIfCancelled({ signal }: HttpScope): void {
  if (signal?.reason !== undefined) throw signal.reason;
}

async function acceptCookies(accepted: Promise<void>, exchange: Exchange, scope: HttpScope): Promise<void> {
  try {
    await raceCancel(accepted, scope.signal);
  } catch (error) {
    const failure = PlugboardError.isInstance(error)
      ? error
      : new PlugboardError('config_invalid', 'The cookies that the service set could not be taken over.');
    exchange.abort(failure);
    throw failure;
  }
}

async function failedAnswer(exchange: Exchange, answer: Answer, context: JudgeContext): Promise<PlugboardError> {
  const { scope } = context;
  const bytes = await collectSome(
    exchange,
    limits.errorBody,
    Math.min(limits.errorBodyMs, scope.timeouts.idle),
    scope.clock,
  );
  if (scope.signal?.reason !== undefined) return scope.signal.reason;
  const encoded = (answer.header('content-encoding') ?? 'identity') !== 'identity';
  return judgeFailure(answer, encoded ? undefined : parseBody(bytes, answer), context);
}

function parseBody(bytes: Buffer, answer: Answer): unknown {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') return undefined;
  if (mediaType(answer) === 'text/html') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unasked(thing: string, answer: Answer, { scope, phase, host }: JudgeContext): PlugboardError {
  const message = `${scope.provider}: ${host} answered with ${thing}.`;
  return withRetryHint(new PlugboardError('protocol_error', message, { phase, status: answer.status }), 'never');
}
