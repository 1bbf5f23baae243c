import {
  isReportedFailure,
  PlugboardError,
  type ChatEvent,
  type Http,
  type JsonObject,
  type Logger,
  type ServerSentEvent,
} from '@plugboard/core/provider';
import { isObject } from '../json-object.ts';
import { MessageReader } from './message-reader.ts';

/** How an answer is asked for. */
export interface AnswerRequest {
  readonly http: Http;
  readonly json: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
  readonly log: Logger;
}

/** Asks for an answer and reads it, streamed or whole. Throws what the service says of a failure in the middle of it. */
export async function* readAnswer({
  http,
  json,
  headers,
  log,
}: AnswerRequest): AsyncGenerator<ChatEvent, void, undefined> {
  let requestId: string | undefined;
  const reader = new MessageReader(log, () => requestId);
  const onHeaders = (received: ReadonlyMap<string, string>): void => {
    requestId = received.get('request-id') ?? received.get('x-request-id');
  };
  for await (const event of http.events({ phase: 'chat', url: '/v1/messages', json, headers, onHeaders })) {
    const said = parsed(event);
    if (said['type'] === 'error') throw http.failure('chat', said);
    if (event.whole === true) {
      if (said['type'] !== 'message') throw isReportedFailure(said) ? http.failure('chat', said) : unknownForm();
      yield* reader.readWhole(said);
      return;
    }
    yield* reader.read(said);
    if (reader.isComplete) return;
  }
}

function parsed({ data }: ServerSentEvent): JsonObject {
  try {
    const value: unknown = JSON.parse(data);
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  throw unknownForm();
}

function unknownForm(): PlugboardError {
  return new PlugboardError(
    'protocol_error',
    'The response is not in a known format. Check that the base URL leads to the Messages API.',
    {
      phase: 'chat',
    },
  );
}
