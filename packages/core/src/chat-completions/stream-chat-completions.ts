import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Http, ServerSentEvent } from '../http/http.ts';
import { finishReading, type ReadyIterator } from '../http/ready-events.ts';
import type { ChatEvent, Usage } from '../plugins/chat-event.ts';
import type { ChatRequest } from '../plugins/chat-request.ts';
import { ReadyDeltas } from './ready-deltas.ts';
import { ReasoningTags } from './reasoning-tags.ts';
import { toWireMessages } from './to-wire-messages.ts';
import { ToolCallReader } from './tool-call-reader.ts';
import { toFinishReason, wireChunkFrom, type WireChunk } from './wire-chunk.ts';

/** Where a service departs from the usual. */
export interface ChatCompletionsOptions {
  /** Relative to the base URL. Default `/chat/completions`. */
  readonly path?: string | undefined;
  /** Added to the body, over what is there; `undefined` takes a field away. */
  readonly body?: object | undefined;
  /** The name of a tag in which the model writes its reasoning at the beginning of the text, such as `think`. */
  readonly reasoningTags?: string | undefined;
  /** How a PDF travels: as `pdf_url` (the default), or as OpenAI's `file`. */
  readonly pdf?: 'pdf_url' | 'file' | undefined;
}

/** Milliseconds that the count of tokens may come after the finish reason. Some services never send it and hold the connection. */
const graceForUsageMs = 1_000;

/**
 * The OpenAI wire, for every service that speaks it: sends a chat and reads the answer, streamed or (from services that
 * ignore `stream`) whole. The answer is complete at its `finish_reason`; `[DONE]` may follow or not. Tools and the form of the
 * answer go along when the request has them.
 * Throws `protocol_error` for data that is not JSON, and what an error object inside the stream says.
 */
export function streamChatCompletions(
  http: Http,
  request: ChatRequest,
  options: ChatCompletionsOptions = {},
): AsyncGenerator<ChatEvent> {
  const ready = new ReadyDeltas();
  const reader = new DeltaReader(request, options.reasoningTags);
  return ready.around(chatEvents(http, begin(http, request, options), reader, ready));
}

async function* chatEvents(
  http: Http,
  events: ReadyIterator<ServerSentEvent>,
  reader: DeltaReader,
  ready: ReadyDeltas,
): AsyncGenerator<ChatEvent> {
  ready.watch(events);
  let finish: string | undefined;
  let usage: Usage | undefined;
  try {
    for (;;) {
      const event = finish === undefined ? eventIn(await events.next()) : await lateEvent(events);
      if (event === undefined || event.data === '[DONE]') break;
      const text = ready.textIn(event);
      if (text !== undefined && finish === undefined) {
        yield { type: 'text-delta', text };
        continue;
      }
      const chunk = chunkOf(event);
      if (chunk === undefined) continue;
      if (chunk.error !== undefined && finish === undefined) throw http.failure('chat', { error: chunk.error });
      usage = chunk.usage ?? usage;
      // What comes after the finish reason is no answer any more.
      if (finish === undefined) {
        const deltas = reader.read(chunk);
        ready.saw(event, chunk, deltas);
        for (const delta of deltas) yield delta;
        finish = chunk.finishReason;
        if (finish === 'error') throw http.failure('chat', endedInError);
      }
      // A count that came before the end may be one on the way.
      if (finish !== undefined && chunk.usage !== undefined) break;
    }
  } catch (error) {
    // A connection that breaks after the finish reason took nothing from the answer.
    if (finish === undefined || finish === 'error') throw error;
  } finally {
    if (finish === undefined || finish === 'error') events.return?.().catch(() => undefined);
    else finishReading(events);
  }
  if (finish === undefined) return;
  for (const delta of reader.rest()) yield delta;
  reader.end();
  yield { type: 'finish', reason: toFinishReason(finish), rawReason: finish, usage };
}

/** Nothing is sent before the first event is asked for. Apart, so that the body is not held as long as the generator runs. */
function begin(http: Http, request: ChatRequest, options: ChatCompletionsOptions): ReadyIterator<ServerSentEvent> {
  const json = toWireBody(request, options);
  const answer = http.events({ phase: 'chat', url: options.path ?? '/chat/completions', json });
  return answer[Symbol.asyncIterator]();
}

/** What some services say instead of an error object. */
const endedInError = {
  error: { type: 'server_error', message: 'It ended its answer with the finish reason "error".' },
};

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

/** Makes events of what chunks add. */
class DeltaReader {
  readonly #tools: ToolCallReader;
  readonly #tags: ReasoningTags | undefined;

  constructor({ messages }: ChatRequest, reasoningTags: string | undefined) {
    this.#tools = new ToolCallReader(messages.reduce((count, message) => count + (message.tool_calls?.length ?? 0), 0));
    this.#tags = reasoningTags === undefined ? undefined : new ReasoningTags(reasoningTags);
  }

  /** Lists, not generators: inside an async generator each of those costs several promises. */
  read({ reasoning, text, refusal, toolCalls }: WireChunk): readonly ChatEvent[] {
    const events: ChatEvent[] = [];
    if (reasoning !== undefined) events.push({ type: 'reasoning-delta', text: reasoning });
    if (text !== undefined) {
      if (this.#tags === undefined) events.push({ type: 'text-delta', text });
      else events.push(...this.#tags.split(text));
    }
    if (refusal !== undefined) events.push({ type: 'refusal-delta', text: refusal });
    if (toolCalls.length > 0) events.push(...this.#tools.read(toolCalls));
    return events;
  }

  /** What was held back, as it might have become a tag. */
  rest(): readonly ChatEvent[] {
    return this.#tags === undefined ? [] : [...this.#tags.end()];
  }

  /** Throws `protocol_error` when a tool was called without saying which. */
  end(): void {
    this.#tools.end();
  }
}

function chunkOf({ event, data }: ServerSentEvent): WireChunk | undefined {
  if (event !== 'error') return wireChunkFrom(parse(data));
  const value = tryParse(data) ?? data;
  const chunk = wireChunkFrom(value);
  return chunk?.error === undefined ? wireChunkFrom({ error: value }) : chunk;
}

function tryParse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

function parse(data: string): unknown {
  const value = tryParse(data);
  if (value !== undefined) return value;
  // Nothing of the data is quoted: it is the service's, and may be anything.
  throw new PlugboardError(
    'protocol_error',
    `The service sent an event of ${data.length} characters that is not JSON.`,
    { phase: 'chat' },
  );
}

/** What comes behind the finish reason, if it comes soon. */
async function lateEvent(events: ReadyIterator<ServerSentEvent>): Promise<ServerSentEvent | undefined> {
  const ready = events.takeWhen?.((event) => event);
  if (ready !== undefined) return ready;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, graceForUsageMs, undefined);
  });
  try {
    return eventIn(await Promise.race([events.next(), late]));
  } finally {
    clearTimeout(timer);
  }
}

function eventIn(result: IteratorResult<ServerSentEvent, unknown> | undefined): ServerSentEvent | undefined {
  return result === undefined || result.done === true ? undefined : result.value;
}
