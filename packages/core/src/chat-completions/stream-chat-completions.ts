import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Http, ServerSentEvent } from '../http/http.ts';
import type { ChatEvent, Usage } from '../plugins/chat-event.ts';
import type { ChatRequest } from '../plugins/chat-request.ts';
import { toWireMessages } from './to-wire-messages.ts';
import { toFinishReason, wireChunkFrom } from './wire-chunk.ts';

/** Where a service departs from the usual. */
export interface ChatCompletionsOptions {
  /** Relative to the base URL. Default `/chat/completions`. */
  readonly path?: string;
  /** Added to the body, over what is there; `undefined` takes a field away. */
  readonly body?: object;
}

/** Milliseconds that the count of tokens may come after the finish reason. Some services never send it and hold the connection. */
const graceForUsageMs = 1_000;

/**
 * The OpenAI wire, for every service that speaks it: sends a chat and reads the answer, streamed or (from services that
 * ignore `stream`) whole. The answer is complete at its `finish_reason`; `[DONE]` may follow or not.
 * Throws `protocol_error` for data that is not JSON, and what an error object inside the stream says.
 */
export async function* streamChatCompletions(
  http: Http,
  request: ChatRequest,
  options: ChatCompletionsOptions = {},
): AsyncGenerator<ChatEvent> {
  const json = {
    model: request.model,
    messages: toWireMessages(request.messages),
    stream: true,
    stream_options: { include_usage: true },
    ...request.parameters,
    ...request.extra,
    ...options.body,
  };
  const events = http.events({ phase: 'chat', url: options.path ?? '/chat/completions', json })[Symbol.asyncIterator]();
  let finish: string | undefined;
  let usage: Usage | undefined;
  try {
    for (;;) {
      const next = finish === undefined ? await events.next() : await within(events.next(), graceForUsageMs);
      if (next === undefined || next.done === true || next.value.data === '[DONE]') break;
      const chunk = wireChunkFrom(parse(next.value.data));
      if (chunk === undefined) continue;
      if (chunk.error !== undefined && finish === undefined) throw http.failure('chat', { error: chunk.error });
      usage = chunk.usage ?? usage;
      // What comes after the finish reason is no answer any more.
      if (finish === undefined) {
        if (chunk.reasoning !== undefined) yield { type: 'reasoning-delta', text: chunk.reasoning };
        if (chunk.text !== undefined) yield { type: 'text-delta', text: chunk.text };
        finish = chunk.finishReason;
      }
      if (finish !== undefined && usage !== undefined) break;
    }
  } catch (error) {
    // A connection that breaks after the finish reason took nothing from the answer.
    if (finish === undefined) throw error;
  } finally {
    // Not awaited: closing must not wait for a service that holds the connection.
    void events.return?.();
  }
  if (finish !== undefined) yield { type: 'finish', reason: toFinishReason(finish), rawReason: finish, usage };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    // Nothing of the data is quoted: it is the service's, and may be anything.
    throw new PlugboardError(
      'protocol_error',
      `The service sent an event of ${data.length} characters that is not JSON.`,
      { phase: 'chat' },
    );
  }
}

async function within(
  event: Promise<IteratorResult<ServerSentEvent>>,
  limitMs: number,
): Promise<IteratorResult<ServerSentEvent> | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, limitMs, undefined);
  });
  try {
    return await Promise.race([event, late]);
  } finally {
    clearTimeout(timer);
  }
}
