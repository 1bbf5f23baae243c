import type { ChatEvent } from '../contract/chat-event.ts';
import type { ServerSentEvent } from '../contract/http.ts';
import { wireChunkFrom, type WireChunk } from './wire-chunk.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { isError, isReportedFailure } from '../errors/reported-failure.ts';
import { isRecord, type JsonObject, jsonIn } from '../util/is-record.ts';
import { TextTemplate } from '../stream/text-template.ts';

/** What services send after the last chunk. */
const done = /^\s*\[DONE\]/;

/** A comment that a gateway wrapped into an event, such as `data: : keepalive`. No JSON begins like that. */
const comment = /^\s*:/;

/** Stands for an event named `error` that says nothing more. */
const nameless = { type: 'server_error' };

/** Whether an event says that no more will follow. */
export function saysDone({ data }: ServerSentEvent): boolean {
  return done.test(data);
}

/**
 * The JSON of an event. `undefined` for a comment, and for an event to ignore: one with another name than `message` and
 * unknown data, such as `ping`. Throws `protocol_error` for a message that is neither JSON nor a comment.
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
 * Splits the event of a service that separates its events with single line breaks, so that they arrive as the lines of
 * one. Empty for any other event.
 */
export function eventsInLines({ event, data }: ServerSentEvent): readonly ServerSentEvent[] {
  if (!data.includes('\n') || jsonIn(data) !== undefined) return [];
  const lines = data.split('\n').filter((line) => line.trim() !== '');
  const whole = lines.every((line) => done.test(line) || comment.test(line) || jsonIn(line) !== undefined);
  return whole ? lines.map((line) => ({ event, data: line })) : [];
}

/** Throws `protocol_error` for a JSON document that is not empty and not a chat completion. */
export function refuseOtherDocument(value: unknown): void {
  const isEmpty = value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  if (isEmpty || (isRecord(value) && 'choices' in value)) return;
  const message = 'The service answered with JSON that is not a chat completion: it has no choices.';
  throw new PlugboardError('protocol_error', `${message} Check that the base URL leads to OpenAI's chat completions.`, {
    phase: 'chat',
  });
}

/** The JSON of a document after which a gateway wrote the end of a stream, `data: [DONE]`. */
function beforeDone(data: string): unknown {
  const text = data.trimEnd();
  return text.endsWith('[DONE]') ? jsonIn(text.slice(0, text.lastIndexOf('data:'))) : undefined;
}

/** The failure of an event named `error`. Its name says that it is one, whatever its data say. */
function failureOf(said: unknown): unknown {
  if (isReportedFailure(said)) return said;
  return { error: isError(said) ? said : nameless };
}

/** Whether it is certainly an error. A field `message` alone proves nothing. */
function isFailure(value: JsonObject): boolean {
  return isError(value['error']) || value['object'] === 'error' || value['type'] === 'error';
}

function notJson(data: string): PlugboardError {
  // Quote nothing of the data: it comes from the service and may contain anything.
  return new PlugboardError(
    'protocol_error',
    `The service sent an event of ${data.length} characters that is not JSON.`,
    { phase: 'chat' },
  );
}

/**
 * Reads the text of chunks that differ from an earlier one only in their text. For a chunk that does not fit to the
 * character, it returns `undefined`, and the chunk goes through `JSON.parse`.
 */
export class DeltaTemplate {
  readonly #template = new TextTemplate();
  /** Whether the last chunk that was parsed had one text and nothing else. */
  #open = false;

  /** The text of an event that need not be parsed. `undefined` if it must be. */
  textOf({ event, data }: ServerSentEvent): string | undefined {
    return this.#open && event === 'message' ? this.#template.textIn(data) : undefined;
  }

  /** Called with each event that had to be parsed, and what came of it. */
  saw({ event, data }: ServerSentEvent, chunk: WireChunk, deltas: readonly ChatEvent[]): void {
    const [delta] = deltas;
    // If the text differs, tags of reasoning were removed from it.
    const plain = deltas.length === 1 && delta?.type === 'text-delta' && delta.text === chunk.text;
    this.#open = plain && event === 'message' && (this.textIn(data) === chunk.text || this.learn(data, chunk));
  }

  /** Makes a parsed chunk the template for later ones. Returns false if it contains more than its text. */
  learn(data: string, chunk: WireChunk): boolean {
    const { text } = chunk;
    return text !== undefined && saysOnly(chunk, text) && this.#template.learn(data, text, isTextOnly);
  }

  /** The text of a chunk that fits the template; never empty. */
  textIn(data: string): string | undefined {
    return this.#template.textIn(data);
  }
}

/** Whether the JSON of a chunk contains this text and nothing else. */
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

/** The fields that a chunk which contains only text may have as well. */
const besideText: ReadonlySet<string> = new Set<keyof WireChunk>(['toolCalls', 'choice', 'fromMessage']);
