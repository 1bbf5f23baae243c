import { raceCancel } from '../util/cancel.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { withRetryHint } from '../errors/retry-hint.ts';
import { serviceText } from '../errors/quote.ts';
import { mediaType, type Response } from './response.ts';
import { collectSome } from './collect-body.ts';
import { Exchange } from './exchange.ts';
import type { HttpRequest } from '../contract/http.ts';
import type { HttpScope, HttpSettings } from './http-scope.ts';
import { SentRequest, type ResponseContext } from './error/error-context.ts';
import {
  addCookies,
  addSignature,
  addToken,
  credentialOf,
  prepareBody,
  prepareRequest,
  registerCookieSecrets,
} from './prepare-request.ts';
import { errorFromResponse } from './error/error-from-response.ts';
import { limits } from './limits.ts';

/** A successful response whose body has not been read. */
export class OpenResponse {
  readonly response: Response;
  readonly exchange: Exchange;
  readonly context: ResponseContext;

  constructor(response: Response, exchange: Exchange, context: ResponseContext) {
    this.response = response;
    this.exchange = exchange;
    this.context = context;
  }

  /** Refuses the whole response: closes it and returns the error to throw. */
  refuse(error: PlugboardError): PlugboardError {
    this.exchange.abort(error);
    return error;
  }
}

/** The reader of a response. It may leave before the response arrives. */
export interface ResponseReader {
  /** Called when the request goes out. Throws if nobody wants it any more. */
  started(exchange: Exchange): void;
}

/**
 * Sends one request and returns its response if it is a success. Otherwise it throws the error, after it read the body
 * within limits or destroyed it. Meanwhile the timers of the stream rest: the headers have their own timer, and the
 * time before the request is sent is not the model's.
 */
export async function openResponse(
  request: HttpRequest,
  accept: string,
  settings: HttpSettings,
  reader?: ResponseReader,
): Promise<OpenResponse> {
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
  reader: ResponseReader | undefined,
): Promise<OpenResponse> {
  const { scope, defaults } = settings;
  throwIfCancelled(scope);
  const other = request.form === undefined && request.body === undefined ? undefined : await prepareBody(request);
  const prepared = prepareRequest(request, other, accept, defaults, scope);
  if (prepared.target.own && defaults.token !== undefined) await addToken(prepared, defaults.token, scope);
  // Without a base URL, cookies go wherever the request goes: the source of the cookies knows which ones belong to that
  // URL.
  const cookies = prepared.target.own || defaults.baseUrl === undefined ? request.cookies : undefined;
  if (cookies !== undefined) await addCookies(prepared, cookies, scope);
  if (prepared.target.own && defaults.sign !== undefined) await addSignature(prepared, defaults.sign, scope);
  scope.observer?.onPhase(prepared.phase);
  const credential = credentialOf(prepared, request.headers);
  settings.tokenInUse = prepared.token;
  settings.credentialInUse = credential;
  const context = new SentRequest(scope, prepared, defaults.classify, credential);
  throwIfCancelled(scope);
  const exchange = new Exchange(context, prepared);
  reader?.started(exchange);
  const response = await exchange.send();
  if (response.setCookie.length > 0 && cookies !== undefined) {
    // Register even those that the source refuses, because the service may quote them in a message.
    registerCookieSecrets(response.setCookie, scope.redactor);
    await acceptCookies(cookies.accept(new URL(prepared.target.url), response.setCookie), exchange, scope);
  }
  const open = new OpenResponse(response, exchange, context);
  // Core has no cached copy to which 304 could refer. A 2xx status of 205 or above is not a complete response.
  if (response.status === 304 || (response.status >= 205 && response.status <= 299)) {
    throw open.refuse(
      unasked(`the status ${response.status}, which makes no sense for this request`, response, context),
    );
  }
  if (response.status < 200 || response.status > 299) {
    const error = await errorOfFailed(exchange, response, context);
    if (response.status !== 401 || prepared.token === undefined) throw error;
    defaults.token?.reject(prepared.token);
    throw withRetryHint(error, 'fresh-token');
  }
  const encoding = response.header('content-encoding')?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') {
    throw open.refuse(
      unasked(`the content encoding ${serviceText(encoding)}, which Plugboard did not ask for`, response, context),
    );
  }
  scope.observer?.onResponse(prepared.phase, response, prepared.target.url);
  request.onHeaders?.(response.headers);
  return open;
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
      : new PlugboardError('config_invalid', 'The cookies that the service set could not be stored.');
    exchange.abort(failure);
    throw failure;
  }
}

async function errorOfFailed(
  exchange: Exchange,
  response: Response,
  context: ResponseContext,
): Promise<PlugboardError> {
  const { scope } = context;
  const bytes = await collectSome(
    exchange,
    limits.errorBody,
    Math.min(limits.errorBodyMs, scope.timeouts.idle),
    scope.clock,
  );
  if (scope.signal?.reason !== undefined) return scope.signal.reason;
  const encoded = (response.header('content-encoding') ?? 'identity') !== 'identity';
  return errorFromResponse(response, encoded ? undefined : parseBody(bytes, response), context);
}

function parseBody(bytes: Buffer, response: Response): unknown {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') return undefined;
  if (mediaType(response) === 'text/html') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unasked(thing: string, response: Response, { scope, phase, host }: ResponseContext): PlugboardError {
  const message = `${scope.provider}: ${host} answered with ${thing}.`;
  return withRetryHint(new PlugboardError('protocol_error', message, { phase, status: response.status }), 'never');
}
