import type { Http, ServerSentEvent } from '../contract/http.ts';
import { fromIterable } from '../stream/from-iterable.ts';
import type { Source } from '../stream/source.ts';
import { toIterator } from '../stream/source-iterator.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import type { ChatRequest } from '../contract/chat-request.ts';
import { isReadable } from '../contract/media.ts';
import { WithSecondRequest } from './second-request.ts';
import { ChatEventStream } from './chat-event-stream.ts';
import { DeltaReader } from './delta-reader.ts';
import { type MessageSpelling, toWireMessages } from './to-wire-messages.ts';

/** Where a service departs from the usual. */
export interface ChatCompletionsOptions extends Omit<MessageSpelling, 'service'> {
  /** Whether a stream is asked for. Default: `request.stream`. */
  readonly stream?: boolean | undefined;
  /** `false`: a stream is asked for without `stream_options`, for services that refuse it. Default true. */
  readonly streamOptions?: boolean | undefined;
  /**
   * Called when the request failed before the service said anything. What it gives is how to ask once more, in place of that failure;
   * `undefined`: the failure stands. Not called where a file can be read only once and was.
   */
  readonly again?: ((failure: unknown) => AnotherWay | undefined) | undefined;
  /** Relative to the base URL. Default `/chat/completions`. */
  readonly path?: string | undefined;
  /** Added to the body, over what is there; `undefined` takes a field away. */
  readonly body?: object | undefined;
  /**
   * The name of a tag in which the model writes its reasoning at the beginning of the text, such as `think`. A text that begins
   * without it is held back until the closing tag comes, as the opening one may have stood in the prompt, or until the answer ends.
   */
  readonly reasoningTags?: string | undefined;
  /**
   * The name of the service, such as `deepseek`. Details of thoughts bear it, and go back to no service of another name. Default `openai`,
   * for a provider that serves one service.
   */
  readonly service?: string | undefined;
  /**
   * Called with what the service said and events cannot carry, such as pictures: pass `call.warn`. Without it, an answer that has nothing
   * else is `protocol_error`.
   */
  readonly warn?: ((message: string) => void) | undefined;
}

/** Another way to ask a service that refused the first one. */
export interface AnotherWay extends ChatCompletionsOptions {
  /** Called when the service answers what was asked in this way, so that the next call can begin with it. */
  readonly onAnswer?: (() => void) | undefined;
}

/**
 * The OpenAI wire, for every service that speaks it: sends a chat and reads the answer, streamed or whole. It asks for what the
 * caller wants, as the official client does, and reads what comes. The answer is complete at its last `finish_reason`; `[DONE]` may follow or not. Tools and the form of the
 * answer go along when the request has them.
 * Throws `protocol_error` for data that is not JSON, and what an error object inside the stream says.
 */
export function streamChatCompletions(
  http: Http,
  request: ChatRequest,
  options: ChatCompletionsOptions = {},
): AsyncIterable<ChatEvent> {
  return toIterator(ask(http, request, options));
}

const defaultService = 'openai';

function ask(http: Http, request: ChatRequest, options: ChatCompletionsOptions): Source<ChatEvent> {
  const events = new ChatEventStream({
    http,
    events: begin(http, request, options),
    deltas: new DeltaReader(request, {
      reasoningTags: options.reasoningTags,
      service: options.service ?? defaultService,
    }),
    warn: options.warn,
  });
  const { again } = options;
  if (again === undefined) return events;
  return new WithSecondRequest(events, (failure) => {
    const way = canBeSentAgain(request) ? again(failure) : undefined;
    return way && { events: ask(http, request, way), onAnswer: way.onAnswer };
  });
}

/** A stream that can be read only once may have been read for the first request. */
function canBeSentAgain({ messages }: ChatRequest): boolean {
  return messages.every(({ content }) =>
    content.every((part) => part.type === 'text' || typeof part.source === 'string' || isReadable(part.source)),
  );
}

/** Nothing is sent before the first event is asked for. Apart, so that the body is not held as long as the stream runs. */
function begin(http: Http, request: ChatRequest, options: ChatCompletionsOptions): Source<ServerSentEvent> {
  const { path = '/chat/completions', stream = request.stream } = options;
  const json = toWireBody(request, options, stream);
  // Some services take it from there whether to stream.
  const headers = stream ? undefined : { accept: 'application/json' };
  return fromIterable(http.events({ phase: 'chat', url: path, json, ...(headers && { headers }) }));
}

/** The functions, and the tools that core does not know, which are parameters. */
function toolsIn({ tools, parameters }: ChatRequest): readonly unknown[] | undefined {
  const others: unknown = Reflect.get(parameters, 'tools');
  return Array.isArray(others) ? [...(tools ?? []), ...(others as readonly unknown[])] : tools;
}

function toWireBody(request: ChatRequest, options: ChatCompletionsOptions, stream: boolean): object {
  const { stream_options: streamOptions, ...parameters } = request.parameters;
  const tools = toolsIn(request);
  return {
    model: request.model,
    messages: toWireMessages(request.messages, options),
    ...(stream && { stream: true }),
    ...parameters,
    ...(stream && options.streamOptions !== false && { stream_options: { include_usage: true, ...streamOptions } }),
    ...(tools !== undefined && { tools }),
    ...(request.tool_choice !== undefined && { tool_choice: request.tool_choice }),
    ...(request.response_format !== undefined && { response_format: request.response_format }),
    ...request.extra,
    ...options.body,
  };
}
