import { jsonIn } from '../util/is-record.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { withRetryHint } from '../errors/retry-hint.ts';
import { isEmpty, isJson, mediaType, type Response } from './response.ts';
import type { ResponseContext } from './error/error-context.ts';
import { limits } from './limits.ts';
import type { OpenResponse } from './open-response.ts';
import { webPageError, wrongTypeError } from './error/unexpected-response.ts';
import { collectBody, collectSome, type CollectOptions } from './collect-body.ts';
import { errorFromPayload, payloadAlone } from './error/error-from-response.ts';
import { isReportedFailure } from '../errors/reported-failure.ts';

/**
 * Parses a JSON response. `undefined` if an empty response is complete for this request. Throws `limit_exceeded` for
 * one that is too long, and `empty_response` for an empty one if the request asked for content.
 */
export async function readJson(opened: OpenResponse): Promise<unknown> {
  const { response, exchange, context } = opened;
  const canBeEmpty = mayBeEmpty(context);
  if (isEmpty(response)) {
    if (!canBeEmpty) throw opened.refuse(empty(response, context));
    exchange.drain();
    return undefined;
  }
  const isUnnamed = mediaType(response) === '';
  if (!isJson(response) && !(canBeEmpty && isUnnamed)) throw await refuseType(opened, 'JSON');
  const bytes = await collectBody(exchange, jsonBody(opened));
  if (canBeEmpty && bytes.length === 0) return undefined;
  if (isUnnamed) throw wrongTypeError(response, 'JSON', context);
  const text = jsonTextOf(bytes, opened);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notJson(error, opened);
  }
}

/** Whether an empty response is complete: after deleting or storing, a service has nothing more to say. */
function mayBeEmpty({ method }: ResponseContext): boolean {
  return method === 'DELETE' || method === 'PUT';
}

/** How much of a JSON response to read, and for how long. */
export function jsonBody({ response, context }: OpenResponse): CollectOptions {
  const { scope, phase, host } = context;
  const limit = phase === 'chat' ? limits.wholeResponse : limits.json;
  // A model may still think after the headers, and the timers of its stream know how long it may.
  const activity = phase === 'chat' ? scope.activity : undefined;
  return {
    clock: scope.clock,
    limit,
    idle: activity === undefined ? scope.timeouts.idle : undefined,
    onData: activity && ((chunk) => void (isBlank(chunk) || activity.sawData())),
    tooLong: () => {
      const message = `${scope.provider}: ${host} answered with more than ${limit / 1_048_576} MiB of JSON.`;
      return withRetryHint(new PlugboardError('limit_exceeded', message, { phase, status: response.status }), 'never');
    },
    tooSlow: () => slow(context),
  };
}

/** A whole body as text. Throws `empty_response` if it is empty, and the error for a web page if it is one. */
export function jsonTextOf(bytes: Buffer, { response, context }: OpenResponse): string {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') throw empty(response, context);
  if (/^\s*</.test(text)) throw webPageError(response, 'JSON', context);
  return text;
}

/**
 * Whether a chunk is blank. Some services send blank lines until the model has answered, so that the connection stays
 * open.
 */
function isBlank(chunk: Buffer): boolean {
  return chunk.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

/** The error if nothing came for the idle time in the middle of a body. */
export function slow({ scope, phase, host, method }: ResponseContext): PlugboardError {
  const message = `${scope.provider}: ${host} stopped sending for ${scope.timeouts.idle} ms (idle). Try again later, or raise timeouts.idle.`;
  return withRetryHint(new PlugboardError('timeout', message, { phase }), method === 'GET' ? 'safe' : 'duplicate');
}

/** The error for a successful response without content. */
export function empty(response: Response, { scope, phase, host, method }: ResponseContext): PlugboardError {
  const message = `${scope.provider}: ${host} answered ${response.status} with an empty body.`;
  return withRetryHint(
    new PlugboardError('empty_response', message, { phase, status: response.status }),
    method === 'GET' ? 'safe' : 'duplicate',
  );
}

function notJson(error: unknown, { response, context: { scope, phase, host } }: OpenResponse): PlugboardError {
  // The message of the parser quotes the text, so only the position is taken from it.
  const position = error instanceof Error ? /\bposition (\d+)/.exec(error.message)?.[1] : undefined;
  const place = position === undefined ? '' : ` (at character ${position})`;
  const message = `${scope.provider}: ${host} labelled its response as JSON, but it is not valid JSON${place}.`;
  return withRetryHint(new PlugboardError('protocol_error', message, { phase, status: response.status }), 'never');
}

/**
 * Refuses a response because of its content type. Reads plain text first: many servers label failures so, even in JSON.
 */
export async function refuseType(opened: OpenResponse, expected: string): Promise<PlugboardError> {
  const { response, exchange, context } = opened;
  if (mediaType(response) !== 'text/plain') return opened.refuse(wrongTypeError(response, expected, context));
  const { scope } = context;
  const withinMs = Math.min(limits.errorBodyMs, scope.timeouts.idle);
  const bytes = await collectSome(exchange, limits.errorBody, withinMs, scope.clock);
  if (scope.signal?.reason !== undefined) return scope.signal.reason;
  const text = bytes.toString('utf8').trim();
  const failure = failureIn(text);
  if (failure !== undefined) return errorFromPayload(failure, payloadAlone, context);
  return wrongTypeError(response, expected, context, text === '' ? undefined : text);
}

function failureIn(text: string): unknown {
  const value = jsonIn(text);
  return isReportedFailure(value) ? value : undefined;
}
