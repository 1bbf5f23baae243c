import {
  type ChatEvent,
  type Http,
  isJsonObject,
  isReportedFailure,
  mapEvents,
  type JsonObject,
  type MapEvent,
  PlugboardError,
  type ServerSentEvent,
} from '@plugboard/core/provider';
import type { PartReader } from './part-reader.ts';
import { ResponseReader } from './response-reader.ts';

/** The request for an answer. */
export interface AnswerRequest {
  readonly http: Http;
  readonly url: string;
  readonly json: JsonObject;
  readonly parts: PartReader;
  warn(message: string): void;
}

/** Milliseconds that the service has for its last count, after the finish reason. */
const graceMs = 1_000;

/**
 * Asks for an answer and reads it, streamed or whole. The service does not mark the end of a stream. What follows the finish reason, such
 * as the last count, is therefore read for a moment, and a failure there does not matter. Throws a failure that the service reports in the
 * middle of an answer.
 */
export function readAnswer({ http, url, json, parts, warn }: AnswerRequest): AsyncIterable<ChatEvent> {
  const reader = new ResponseReader(parts);
  const readOne = (response: JsonObject): readonly ChatEvent[] => {
    if (response['candidates'] === undefined && isReportedFailure(response)) throw http.failure('chat', response);
    return reader.read(response);
  };
  const read: MapEvent<ServerSentEvent, ChatEvent> = (event, end) => {
    const text = reader.readText(event.data);
    if (text !== undefined) return text;
    const said = responseIn(event);
    const chat = isList(said) ? said.flatMap(readOne) : readOne(said);
    if (!isList(said)) reader.learn(event.data, said);
    if (reader.isComplete) end(graceMs);
    return chat;
  };
  return mapEvents(http.events({ phase: 'chat', url, json }), read, (broken) => {
    if (broken !== undefined) {
      warn(
        'The connection broke after the end of the answer. The answer is complete, but its last token count may be missing.',
      );
    }
    return reader.isComplete ? reader.finish() : [];
  });
}

/** One response, or a list of them if a proxy dropped `alt=sse`. */
function responseIn({ data }: ServerSentEvent): JsonObject | readonly JsonObject[] {
  try {
    const value: unknown = JSON.parse(data);
    if (isJsonObject(value)) return value;
    if (Array.isArray(value) && value.every(isJsonObject)) return value;
  } catch {
    // Reported below.
  }
  throw new PlugboardError(
    'protocol_error',
    'The response is not in a known format. Check that the base URL leads to the Gemini API.',
    {
      phase: 'chat',
    },
  );
}

/** `Array.isArray` does not narrow to read-only lists. */
function isList(value: JsonObject | readonly JsonObject[]): value is readonly JsonObject[] {
  return Array.isArray(value);
}
