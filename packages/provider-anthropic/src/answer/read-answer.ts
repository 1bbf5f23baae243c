import {
  type ChatEvent,
  type Http,
  isJsonObject,
  isReportedFailure,
  mapEvents,
  type JsonObject,
  type Logger,
  PlugboardError,
  type ServerSentEvent,
} from '@plugboard/core/provider';
import { MessageReader } from './message-reader.ts';

/** The request for an answer. */
export interface AnswerRequest {
  readonly http: Http;
  readonly json: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
  readonly log: Logger;
}

/** Asks for an answer and reads it, streamed or whole. Throws a failure that the service reports in the middle of it. */
export function readAnswer({ http, json, headers, log }: AnswerRequest): AsyncIterable<ChatEvent> {
  let requestId: string | undefined;
  const message = new MessageReader(log, () => requestId);
  const onHeaders = (received: ReadonlyMap<string, string>): void => {
    requestId = received.get('request-id') ?? received.get('x-request-id');
  };
  const events = http.events({ phase: 'chat', url: '/v1/messages', json, headers, onHeaders });
  return mapEvents<ServerSentEvent, ChatEvent>(events, (event, end) => {
    const text = message.readText(event.data);
    if (text !== undefined) return text;
    const said = parsed(event);
    if (said['type'] === 'error') throw http.failure('chat', said);
    if (event.whole === true && said['type'] !== 'message') {
      throw isReportedFailure(said) ? http.failure('chat', said) : unknownForm();
    }
    const chat = event.whole === true ? message.readWhole(said) : message.read(said);
    message.learn(event.data, said);
    if (message.isComplete) end();
    return chat;
  });
}

function parsed({ data }: ServerSentEvent): JsonObject {
  try {
    const value: unknown = JSON.parse(data);
    if (isJsonObject(value)) return value;
  } catch {
    // Reported below.
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
