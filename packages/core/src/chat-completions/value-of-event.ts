import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ServerSentEvent } from '../contract/http.ts';
import { isError, isReportedFailure } from '../errors/reported-failure.ts';
import { isRecord, type JsonObject } from '../util/is-record.ts';

/** What services send behind the last chunk. */
const done = /^\s*\[DONE\]/;

/** A comment that a gateway wrapped into an event, such as `data: : keepalive`. No JSON begins so. */
const comment = /^\s*:/;

/** An event called `error` that says no more. */
const nameless = { type: 'server_error' };

/** Whether an event says that there are no more. */
export function saysDone({ data }: ServerSentEvent): boolean {
  return done.test(data);
}

/**
 * The JSON of an event. `undefined`: an event under another name than `message` that is not understood, such as `ping`; it is ignored.
 * Throws `protocol_error` for a message that is neither JSON nor a comment.
 */
export function valueOf({ event, data, whole }: ServerSentEvent): unknown {
  const value = parsed(data);
  if (event === 'message') {
    if (value !== undefined || comment.test(data)) return value;
    const document = whole === true ? beforeDone(data) : undefined;
    if (document === undefined) throw notJson(data);
    return document;
  }
  if (event === 'error') return failureOf(value ?? data);
  const known = isRecord(value) && (Array.isArray(value['choices']) || isRecord(value['usage']) || isFailure(value));
  return known ? value : undefined;
}

/**
 * The events of a service that separates them by single line breaks, which makes them the lines of one. Empty for any other event.
 */
export function eventsInLines({ event, data }: ServerSentEvent): readonly ServerSentEvent[] {
  if (!data.includes('\n') || parsed(data) !== undefined) return [];
  const lines = data.split('\n').filter((line) => line.trim() !== '');
  const whole = lines.every((line) => done.test(line) || comment.test(line) || parsed(line) !== undefined);
  return whole ? lines.map((line) => ({ event, data: line })) : [];
}

/** Throws `protocol_error` for a whole document that says something, but not in the form of a chat completion. */
export function refuseOtherDocument(value: unknown): void {
  const isEmpty = value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  if (isEmpty || (isRecord(value) && 'choices' in value)) return;
  const message = 'The service answered with JSON that is not a chat completion: it has no choices.';
  throw new PlugboardError('protocol_error', `${message} Check that the base URL leads to OpenAI's chat completions.`, {
    phase: 'chat',
  });
}

/** The JSON of a document behind which a gateway wrote the end of a stream, `data: [DONE]`. */
function beforeDone(data: string): unknown {
  const text = data.trimEnd();
  return text.endsWith('[DONE]') ? parsed(text.slice(0, text.lastIndexOf('data:'))) : undefined;
}

/** Its name says that it is a failure, whatever its data say. */
function failureOf(said: unknown): unknown {
  if (isReportedFailure(said)) return said;
  return { error: isError(said) ? said : nameless };
}

/** Whether it is an error without a doubt. Anything may have a field `message`. */
function isFailure(value: JsonObject): boolean {
  return isError(value['error']) || value['object'] === 'error' || value['type'] === 'error';
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

function notJson(data: string): PlugboardError {
  // Nothing of the data is quoted: it is the service's, and may be anything.
  return new PlugboardError(
    'protocol_error',
    `The service sent an event of ${data.length} characters that is not JSON.`,
    { phase: 'chat' },
  );
}
