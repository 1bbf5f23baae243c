import type { ChatEvent } from '../contract/chat-event.ts';
import type { ServerSentEvent } from '../contract/http.ts';
import { wireChunkFrom, type WireChunk } from './wire-chunk.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { isError, isReportedFailure } from '../errors/reported-failure.ts';
import { isRecord, type JsonObject, jsonIn } from '../util/is-record.ts';
import { TextTemplate } from '../stream/text-template.ts';

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
  const value = jsonIn(data);
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
  if (!data.includes('\n') || jsonIn(data) !== undefined) return [];
  const lines = data.split('\n').filter((line) => line.trim() !== '');
  const whole = lines.every((line) => done.test(line) || comment.test(line) || jsonIn(line) !== undefined);
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
  return text.endsWith('[DONE]') ? jsonIn(text.slice(0, text.lastIndexOf('data:'))) : undefined;
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

function notJson(data: string): PlugboardError {
  // Nothing of the data is quoted: it is the service's, and may be anything.
  return new PlugboardError(
    'protocol_error',
    `The service sent an event of ${data.length} characters that is not JSON.`,
    { phase: 'chat' },
  );
}

/**
 * Reads the text of chunks that differ from an earlier one in nothing but their text. A chunk that does not fit, to the character, gives
 * `undefined` and goes through `JSON.parse`.
 */
export class DeltaTemplate {
  readonly #template = new TextTemplate();
  /** Whether the last chunk that was parsed had one text and nothing else. */
  #open = false;

  /** The text of an event that need not be parsed. */
  textOf({ event, data }: ServerSentEvent): string | undefined {
    return this.#open && event === 'message' ? this.#template.textIn(data) : undefined;
  }

  /** Called with each event that had to be parsed, and what came of it. */
  saw({ event, data }: ServerSentEvent, chunk: WireChunk, deltas: readonly ChatEvent[]): void {
    const [delta] = deltas;
    // A different text had tags taken out of it.
    const plain = deltas.length === 1 && delta?.type === 'text-delta' && delta.text === chunk.text;
    this.#open = plain && event === 'message' && (this.textIn(data) === chunk.text || this.learn(data, chunk));
  }

  /** Uses a chunk, and what it was parsed to, as the template for later ones. False: it says more than its text. */
  learn(data: string, chunk: WireChunk): boolean {
    const { text } = chunk;
    return text !== undefined && saysOnly(chunk, text) && this.#template.learn(data, text, isTextOnly);
  }

  /** The text of a chunk that fits the template; never empty. */
  textIn(data: string): string | undefined {
    return this.#template.textIn(data);
  }
}

/** Whether the JSON of a chunk says this text and nothing else. */
function isTextOnly(data: string, text: string): boolean {
  const chunk = wireChunkFrom(JSON.parse(data));
  return chunk !== undefined && saysOnly(chunk, text);
}

function saysOnly(chunk: WireChunk, text: string): boolean {
  for (const name in chunk) {
    if (besideText.has(name)) continue;
    if (chunk[name as keyof WireChunk] !== (name === 'text' ? text : undefined)) return false;
  }
  return chunk.toolCalls.length === 0;
}

/** What a chunk with one text may say besides. */
const besideText: ReadonlySet<string> = new Set<keyof WireChunk>(['toolCalls', 'choice', 'fromMessage']);
