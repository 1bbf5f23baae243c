import type { Http, ServerSentEvent } from '../http/http.ts';
import type { ReadyIterator } from '../http/ready-events.ts';
import type { ChatEvent } from '../plugins/chat-event.ts';
import type { ChatRequest } from '../plugins/chat-request.ts';
import { ChatEventStream } from './chat-event-stream.ts';
import { DeltaReader } from './delta-reader.ts';
import { toWireMessages } from './to-wire-messages.ts';

/** Where a service departs from the usual. */
export interface ChatCompletionsOptions {
  /** Relative to the base URL. Default `/chat/completions`. */
  readonly path?: string | undefined;
  /** Added to the body, over what is there; `undefined` takes a field away. */
  readonly body?: object | undefined;
  /**
   * The name of a tag in which the model writes its reasoning at the beginning of the text, such as `think`. A text that begins
   * without it is held back until the closing tag comes, as the opening one may have stood in the prompt, or until the answer ends.
   */
  readonly reasoningTags?: string | undefined;
  /** How a PDF travels: as `pdf_url` (the default), or as OpenAI's `file`. */
  readonly pdf?: 'pdf_url' | 'file' | undefined;
  /**
   * Told of what the service said and events cannot carry, such as pictures: pass `call.warn`. Without it, an answer that has nothing
   * else is `protocol_error`.
   */
  readonly warn?: ((message: string) => void) | undefined;
}

/**
 * The OpenAI wire, for every service that speaks it: sends a chat and reads the answer, streamed or (from services that
 * ignore `stream`) whole. The answer is complete at its last `finish_reason`; `[DONE]` may follow or not. Tools and the form of the
 * answer go along when the request has them.
 * Throws `protocol_error` for data that is not JSON, and what an error object inside the stream says.
 */
export function streamChatCompletions(
  http: Http,
  request: ChatRequest,
  options: ChatCompletionsOptions = {},
): AsyncIterable<ChatEvent> {
  return new ChatEventStream({
    http,
    events: begin(http, request, options),
    deltas: new DeltaReader(request, options.reasoningTags),
    warn: options.warn,
  });
}

/** Nothing is sent before the first event is asked for. Apart, so that the body is not held as long as the stream runs. */
function begin(http: Http, request: ChatRequest, options: ChatCompletionsOptions): ReadyIterator<ServerSentEvent> {
  const json = toWireBody(request, options);
  const answer = http.events({ phase: 'chat', url: options.path ?? '/chat/completions', json });
  return answer[Symbol.asyncIterator]();
}

function toWireBody(request: ChatRequest, { body, pdf }: ChatCompletionsOptions): object {
  return {
    model: request.model,
    messages: toWireMessages(request.messages, { pdf }),
    stream: true,
    stream_options: { include_usage: true },
    ...request.parameters,
    ...(request.tools !== undefined && { tools: request.tools }),
    ...(request.tool_choice !== undefined && { tool_choice: request.tool_choice }),
    ...(request.response_format !== undefined && { response_format: request.response_format }),
    ...request.extra,
    ...body,
  };
}
