import { PlugboardError } from '../errors/plugboard-error.ts';
import { withRetryHint } from '../errors/retry-hint.ts';
import { charset, mediaType, type Answer } from './answer.ts';
import { collectBody, type CollectOptions } from './collect-body.ts';
import type { JudgeContext } from './error/failure-context.ts';
import { limits } from './limits.ts';
import type { OpenAnswer } from './open-answer.ts';
import { refuseType } from './error/refuse-type.ts';
import { judgeWebPage } from './error/wrong-answer.ts';

/** Whether the answer says that it is JSON in UTF-8. */
export function isJson(answer: Answer): boolean {
  const type = mediaType(answer);
  return (type === 'application/json' || /^application\/[\w.-]+\+json$/.test(type)) && isUtf8(answer);
}

/** Whether the answer's charset, if it names one, is UTF-8 or a part of it. */
export function isUtf8(answer: Answer): boolean {
  return /^(utf-?8|us-ascii)$/.test(charset(answer) ?? 'utf-8');
}

/** Whether the answer says that it has no body. */
export function isEmpty(answer: Answer): boolean {
  return answer.status === 204 || answer.header('content-length') === '0';
}

/** Parses a JSON answer. Throws `limit_exceeded` for one that is too long. */
export async function readJson(opened: OpenAnswer): Promise<unknown> {
  const text = await readJsonText(opened);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notJson(error, opened);
  }
}

/** The text of a JSON answer; anything else is judged and thrown. */
async function readJsonText(opened: OpenAnswer): Promise<string> {
  const { answer, exchange, context } = opened;
  if (isEmpty(answer)) {
    exchange.abort(empty(answer, context));
    throw empty(answer, context);
  }
  if (!isJson(answer)) throw await refuseType(opened, 'JSON');
  return jsonTextOf(await collectBody(exchange, jsonBody(opened)), opened);
}

/** What the body of a JSON answer may cost. */
export function jsonBody({ answer, context }: OpenAnswer): CollectOptions {
  const { scope, phase, host } = context;
  const limit = phase === 'chat' ? limits.wholeAnswer : limits.json;
  // A model may think behind the headers, too; the timers of its stream know how long.
  const activity = phase === 'chat' ? scope.activity : undefined;
  return {
    clock: scope.clock,
    limit,
    idle: activity === undefined ? scope.timeouts.idle : undefined,
    onData: activity && ((chunk) => void (isBlank(chunk) || activity.sawData())),
    tooLong: () => {
      const message = `${scope.provider}: ${host} answered with more than ${limit / 1_048_576} MiB of JSON.`;
      return withRetryHint(new PlugboardError('limit_exceeded', message, { phase, status: answer.status }), 'never');
    },
    tooSlow: () => slow(context),
  };
}

/** A whole body as text. Throws `empty_response` when there is none, and what a web page means. */
export function jsonTextOf(bytes: Buffer, { answer, context }: OpenAnswer): string {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') throw empty(answer, context);
  if (/^\s*</.test(text)) throw judgeWebPage(answer, 'JSON', context);
  return text;
}

/** Some services send blank lines until the model has answered, so that the connection stays open. */
function isBlank(chunk: Buffer): boolean {
  return chunk.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

/** Nothing came for the idle time in the middle of a body. */
export function slow({ scope, phase, host, method }: JudgeContext): PlugboardError {
  const message = `${scope.provider}: ${host} stopped sending for ${scope.timeouts.idle} ms (idle). Try again later, or raise timeouts.idle.`;
  return withRetryHint(new PlugboardError('timeout', message, { phase }), method === 'GET' ? 'safe' : 'duplicate');
}

/** A successful answer without content. */
export function empty(answer: Answer, { scope, phase, host, method }: JudgeContext): PlugboardError {
  const message = `${scope.provider}: ${host} answered ${answer.status} with nothing in it.`;
  return withRetryHint(
    new PlugboardError('empty_response', message, { phase, status: answer.status }),
    method === 'GET' ? 'safe' : 'duplicate',
  );
}

function notJson(error: unknown, { answer, context: { scope, phase, host } }: OpenAnswer): PlugboardError {
  // The message of the parser quotes the text; only the place is taken from it.
  const position = error instanceof Error ? /\bposition (\d+)/.exec(error.message)?.[1] : undefined;
  const place = position === undefined ? '' : ` (at character ${position})`;
  const message = `${scope.provider}: ${host} answered with something that is not the JSON it is said to be${place}.`;
  return withRetryHint(new PlugboardError('protocol_error', message, { phase, status: answer.status }), 'never');
}
