import {
  type ChatEvent,
  type FinishReason,
  isJsonObject,
  isReportedFailure,
  type JsonObject,
  PlugboardError,
  type Usage,
} from '@plugboard/core/provider';
import { fieldOf } from '../json-fields.ts';
import type { SnapshotReader, WrittenEvent } from './snapshot-reader.ts';

/** A source that the service used for its answer. */
export type Source = Extract<ChatEvent, { type: 'source' }>;

/** The content of one event of the stream, or of a JSON response. */
export type WebMessage =
  | {
      readonly kind: 'answer';
      /** The whole answer so far. */
      readonly text: string | undefined;
      /** What the text has added to that of the previous event, if that was cheap to find out. */
      readonly grown?: string | undefined;
      /** The service's own word. Only the last event has one. */
      readonly finishReason: string | undefined;
      readonly usage: Usage | undefined;
      readonly sources: readonly Source[];
    }
  | { readonly kind: 'failure'; readonly body: unknown }
  | { readonly kind: 'ignored'; readonly why: string };

/**
 * Reads one event. Ignores unknown types, values that are not objects, and invalid counts.
 * With `snapshots`, the part that repeats the previous event is not decoded again. Pass it for every event of a stream, or for none.
 * Throws `protocol_error` for invalid JSON, and for a `text` or `finish_reason` that is not a string.
 */
export function messageFrom(written: WrittenEvent, snapshots?: SnapshotReader): WebMessage {
  const snapshot = snapshots?.read(written);
  if (snapshot !== undefined) return answerFrom(snapshot.fields, snapshot.text, snapshot.grown);
  const { event, data } = written;
  const trimmed = data.trim();
  if (trimmed === '' || trimmed === '[DONE]') return ignored('an event without content');
  const body = event === 'error' ? (tryParse(trimmed) ?? trimmed) : parse(trimmed);
  if (!isJsonObject(body)) {
    const failed = event === 'error' || isReportedFailure(body);
    return failed ? { kind: 'failure', body } : ignored('an event that is not an object');
  }
  if (event === 'error' || isFailure(body)) return { kind: 'failure', body };
  if (event !== 'message') return ignored(`an event named ${nameOf(event)}`);
  const type = fieldOf(body, 'type') ?? 'model';
  return type === 'model' ? answerFrom(body, stringField(body, 'text')) : ignored(`a message of type ${nameOf(type)}`);
}

function answerFrom(body: JsonObject, text: string | undefined, grown?: string): WebMessage {
  return {
    kind: 'answer',
    text,
    grown,
    finishReason: stringField(body, 'finish_reason') || undefined,
    usage: usageFrom(fieldOf(body, 'metadata')),
    sources: sourcesFrom(fieldOf(body, 'retrieved_chunks')),
  };
}

/** Translates Reka's finish reasons. `context` means that the context is full. Without a reason, the answer simply ended. */
export function finishReasonFrom(word: string | undefined): FinishReason {
  if (word === 'stop' || word === undefined) return 'stop';
  return word === 'length' || word === 'context' ? 'length' : 'other';
}

function isFailure(body: JsonObject): boolean {
  const [type, error, detail] = [fieldOf(body, 'type'), fieldOf(body, 'error'), fieldOf(body, 'detail')];
  if (type === 'error' || isReportedFailure({ error })) return true;
  if (fieldOf(body, 'text') !== undefined) return false;
  return isReportedFailure(type === undefined ? body : { detail });
}

function stringField(body: JsonObject, name: string): string | undefined {
  const value = fieldOf(body, name) ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw new PlugboardError(
    'protocol_error',
    `Reka's response has a field ${name} that is not a string. The service may have changed its protocol.`,
    { phase: 'chat' },
  );
}

function usageFrom(metadata: unknown): Usage | undefined {
  if (!isJsonObject(metadata)) return undefined;
  const inputTokens = fieldOf(metadata, 'input_tokens');
  const outputTokens = fieldOf(metadata, 'generated_tokens');
  return isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function sourcesFrom(chunks: unknown): readonly Source[] {
  if (!Array.isArray(chunks)) return [];
  return chunks.filter(isJsonObject).flatMap((chunk): readonly Source[] => {
    const url = fieldOf(chunk, 'sourceDocument');
    const text = fieldOf(chunk, 'text');
    if (typeof url !== 'string' || url === '') return [];
    return [{ type: 'source', url, ...(typeof text === 'string' ? { text } : {}) }];
  });
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    // V8's message quotes the text. Only the position of the fault may leave this function.
    const place = error instanceof Error ? /at position \d+/.exec(error.message)?.[0] : undefined;
    throw new PlugboardError(
      'protocol_error',
      `Reka sent an event that is not valid JSON (${data.length} characters${place === undefined ? '' : `, fault ${place}`}).`,
      { phase: 'chat' },
    );
  }
}

function tryParse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

function nameOf(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : typeof value;
}

function ignored(why: string): WebMessage {
  return { kind: 'ignored', why };
}
