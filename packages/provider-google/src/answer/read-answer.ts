import { setTimeout as pause } from 'node:timers/promises';
import {
  isReportedFailure,
  PlugboardError,
  type ChatEvent,
  type Http,
  type JsonObject,
  type ServerSentEvent,
} from '@plugboard/core/provider';
import { isObject } from '../json-object.ts';
import type { PartReader } from './part-reader.ts';
import { ResponseReader } from './response-reader.ts';

/** How an answer is asked for. */
export interface AnswerRequest {
  readonly http: Http;
  readonly url: string;
  readonly json: JsonObject;
  readonly parts: PartReader;
  warn(message: string): void;
}

/** Milliseconds that the service has, behind the reason for the end, for its last count. */
const graceMs = 1_000;

/**
 * Asks for an answer and reads it, streamed or whole. The service has no mark for the end of a stream: what comes behind the reason for
 * the end, such as the last count, is read as well, but not waited for, and what breaks there spoils nothing. Throws what the service
 * says of a failure in the middle of an answer.
 */
export async function* readAnswer({
  http,
  url,
  json,
  parts,
  warn,
}: AnswerRequest): AsyncGenerator<ChatEvent, void, undefined> {
  const reader = new ResponseReader(parts);
  const events = http.events({ phase: 'chat', url, json });
  try {
    for await (const event of endingSoon(events, () => reader.isComplete)) {
      for (const response of responsesIn(event)) {
        if (response['candidates'] === undefined && isReportedFailure(response)) throw http.failure('chat', response);
        yield* reader.read(response);
      }
    }
  } catch (error) {
    if (!reader.isComplete) throw error;
    warn(
      'The connection broke after the end of the answer. The answer is complete, but its last token count may be missing.',
    );
  }
  if (reader.isComplete) yield* reader.finish();
}

/** The same events, up to a silence once the end has come: some servers leave the connection open. */
async function* endingSoon<T>(events: AsyncIterable<T>, isOver: () => boolean): AsyncGenerator<T, void, undefined> {
  const iterator = events[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = iterator.next();
      const result = isOver() ? await withinGrace(next) : await next;
      if (result === undefined || result.done === true) return;
      yield result.value;
    }
  } finally {
    await iterator.return?.();
  }
}

async function withinGrace<T>(next: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([next, pause(graceMs, undefined, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}

/** One response, or, where `alt=sse` got lost on the way, a list of them. */
function responsesIn({ data }: ServerSentEvent): readonly JsonObject[] {
  try {
    const value: unknown = JSON.parse(data);
    if (isObject(value)) return [value];
    if (Array.isArray(value) && value.every(isObject)) return value;
  } catch {
    // Told below.
  }
  throw new PlugboardError(
    'protocol_error',
    'The response is not in a known format. Check that the base URL leads to the Gemini API.',
    {
      phase: 'chat',
    },
  );
}
