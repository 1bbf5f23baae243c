import type { Http, ServerSentEvent } from '../contract/http.ts';
import { fromIterable, toIterator } from '../stream/source-iterator.ts';
import type { Source } from '../stream/source.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import type { ChatRequest, ChatMessage, ContentPart } from '../contract/chat-request.ts';
import { isReadable, asBase64 } from '../contract/media.ts';
import { WithSecondRequest } from './second-request.ts';
import { ChatEventStream } from './chat-event-stream.ts';
import { DeltaReader } from './delta-reader.ts';
import type { JsonObject } from '../util/is-record.ts';
import { detailParts, wireDetails } from './reasoning.ts';

/** Where a service differs from OpenAI's wire format as most services speak it. */
export interface ChatCompletionsOptions extends Omit<MessageSpelling, 'service'> {
  /** Whether to ask for a stream. Default: `request.stream`. */
  readonly stream?: boolean | undefined;
  /**
   * Whether to send `stream_options`, which asks for the token count. `false` for services that refuse it. Default
   * true.
   */
  readonly streamOptions?: boolean | undefined;
  /**
   * Called with the failure of a request that failed before any event came. Returns how to ask once more, or
   * `undefined` to let the failure stand. Not called if a file of the request can be read only once and has been read.
   */
  readonly again?: ((failure: unknown) => AnotherWay | undefined) | undefined;
  /** The path of the endpoint, relative to the base URL. Default `/chat/completions`. */
  readonly path?: string | undefined;
  /** Fields to add to the body. They replace those of the same name; the value `undefined` removes a field. */
  readonly body?: object | undefined;
  /**
   * The name of the tag in which the model writes its reasoning at the beginning of the text, such as `think`. A text
   * that begins without it is held back until the closing tag comes or the answer ends, because the opening tag may
   * have been in the prompt.
   */
  readonly reasoningTags?: string | undefined;
  /**
   * The name of the service, such as `deepseek`. It is written into details of thoughts, which go back to no service of
   * another name. Default `openai`, which suits a provider for only one service.
   */
  readonly service?: string | undefined;
  /**
   * Called with a sentence about anything that the service sent and events cannot express, such as pictures in an
   * unknown format: pass `call.warn`. Without it, an answer that has nothing else throws `protocol_error`.
   */
  readonly warn?: ((message: string) => void) | undefined;
  /**
   * What a chunk, or a whole answer, says that OpenAI's format has no place for, such as sources: these events come before those of the
   * chunk itself. Not called for a chunk that differs from an earlier one in nothing but its text.
   */
  readonly extraEvents?: ((chunk: JsonObject) => readonly ChatEvent[]) | undefined;
}

/** Another way to ask a service that refused the first request. */
export interface AnotherWay extends ChatCompletionsOptions {
  /** Called when the service answers a request made in this way, so that the next call can begin with it. */
  readonly onAnswer?: (() => void) | undefined;
}

/**
 * Sends a chat in OpenAI's wire format and reads the answer, streamed or whole. Like the official client it asks for
 * what the caller wants, and it reads whichever comes. The answer is complete at its last `finish_reason`, whether or
 * not `[DONE]` follows. Tools and `response_format` are sent if the request has them. Nothing is sent before the first
 * `next()`.
 * @param http - With the base URL and the credentials of the service.
 * @throws PlugboardError While it is read: `protocol_error` for data that is not JSON, and the failure that an error
 * object inside the stream reports.
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
    extraEvents: options.extraEvents,
  });
  const { again } = options;
  if (again === undefined) return events;
  return new WithSecondRequest(events, (failure) => {
    const way = canBeSentAgain(request) ? again(failure) : undefined;
    return way && { events: ask(http, request, way), onAnswer: way.onAnswer };
  });
}

/** Whether all files can still be read: the first request may have read one that can be read only once. */
function canBeSentAgain({ messages }: ChatRequest): boolean {
  return messages.every(({ content }) =>
    content.every((part) => part.type === 'text' || typeof part.source === 'string' || isReadable(part.source)),
  );
}

/**
 * Sends nothing before somebody asks for the first event. A function of its own, so that the body does not stay in
 * memory as long as the stream.
 */
function begin(http: Http, request: ChatRequest, options: ChatCompletionsOptions): Source<ServerSentEvent> {
  const { path = '/chat/completions', stream = request.stream } = options;
  const json = toWireBody(request, options, stream);
  // Some services decide by this header whether to stream.
  const headers = stream ? undefined : { accept: 'application/json' };
  return fromIterable(http.events({ phase: 'chat', url: path, json, ...(headers && { headers }) }));
}

/** Written step by step: a chain of spreads that mostly add nothing takes V8 several times longer. */
function toWireBody(request: ChatRequest, options: ChatCompletionsOptions, stream: boolean): object {
  const { model, extra, tools, tool_choice: choice, response_format: format } = request;
  const { stream_options: streamOptions } = request.parameters;
  const parameters = streamOptions === undefined ? request.parameters : withoutStreamOptions(request.parameters);
  const messages = toWireMessages(request.messages, options);
  const body: Record<string, unknown> = stream
    ? { model, messages, stream: true, ...parameters }
    : { model, messages, ...parameters };
  if (stream && options.streamOptions !== false) body['stream_options'] = { include_usage: true, ...streamOptions };
  // If some tools are not functions, the whole list is among the parameters, as the caller wrote it.
  if (tools !== undefined && !Object.hasOwn(parameters, 'tools')) body['tools'] = tools;
  if (choice !== undefined) body['tool_choice'] = choice;
  if (format !== undefined) body['response_format'] = format;
  return options.body === undefined && Object.keys(extra).length === 0 ? body : { ...body, ...extra, ...options.body };
}

function withoutStreamOptions({ stream_options: _options, ...others }: ChatRequest['parameters']): object {
  return others;
}

/** How a service wants files inside a message. `as-given`: in the form in which the caller gave them. */
export interface PartSpelling {
  /** `file`: OpenAI's `{ file: { filename, file_data } }`. Default `pdf_url`. */
  readonly pdf?: 'pdf_url' | 'file' | 'as-given' | undefined;
  /** `input_audio`: OpenAI's `{ input_audio: { data, format } }`. Default `audio_url`. */
  readonly audio?: 'audio_url' | 'input_audio' | 'as-given' | undefined;
}

type TextPart = Extract<ContentPart, { type: 'text' }>;

/** How a service wants messages. */
interface MessageSpelling extends PartSpelling {
  /**
   * Whether `developer` messages keep their role, which few services know. Default false: they are sent as `system`.
   */
  readonly developer?: boolean | undefined;
  /**
   * Whether the service knows OpenAI's fields for a refusal of the assistant. Default false: a refusal is sent as text.
   */
  readonly refusals?: boolean | undefined;
  /** The service whose details of thoughts to send. Default `openai`. */
  readonly service?: string | undefined;
}

/** The messages in OpenAI's wire format. Text alone is sent as a plain string, which every service understands. */
function toWireMessages(messages: readonly ChatMessage[], spelling: MessageSpelling = {}): readonly object[] {
  return messages.map((message) => {
    const { role, tool_calls: calls, other_tool_calls: otherCalls, fields } = message;
    const refusal = spelling.refusals === true ? refusalOf(message) : undefined;
    const content = refusal === undefined ? message.content : message.content.filter((part) => part !== refusal);
    const { tool_call_id: callId, reasoning_details: details } = message;
    const wireRole = message.developer === true && spelling.developer === true ? 'developer' : role;
    if ((calls ?? otherCalls ?? fields ?? details ?? callId ?? refusal) === undefined) {
      return { role: wireRole, content: toWireContent(content, spelling) };
    }
    const thoughts = details === undefined ? [] : detailParts(details, spelling.service ?? 'openai');
    const wireContent = withThoughts(toWireContent(content, spelling), thoughts);
    const allCalls = otherCalls === undefined ? calls : [...(calls ?? []), ...otherCalls];
    // Like the official client if the model only called a tool or answered with audio.
    const didOther = (allCalls ?? refusal ?? fields?.['audio']) !== undefined;
    const isSilent = wireContent === '' && role === 'assistant' && didOther;
    return {
      role: wireRole,
      content: isSilent ? null : wireContent,
      ...(refusal !== undefined && { refusal: refusal.text }),
      ...(allCalls !== undefined && { tool_calls: allCalls }),
      ...(details !== undefined && wireDetails(details, spelling.service ?? 'openai')),
      ...(callId !== undefined && { tool_call_id: callId }),
      ...fields,
    };
  });
}

function refusalOf({ content }: ChatMessage): TextPart | undefined {
  return content.find((part): part is TextPart => part.type === 'text' && part.refusal === 'field');
}

function withThoughts(content: string | readonly object[], thoughts: readonly object[]): string | readonly object[] {
  if (thoughts.length === 0) return content;
  if (typeof content !== 'string') return [...thoughts, ...content];
  return content === '' ? thoughts : [...thoughts, { type: 'text', text: content }];
}

function toWireContent(content: readonly ContentPart[], spelling: MessageSpelling): string | readonly object[] {
  const [first] = content;
  if (first === undefined) return '';
  if (content.length === 1 && isPlainText(first, spelling)) return first.text;
  return content.map((part) => ({ ...toWirePart(part, spelling), ...part.fields }));
}

function isPlainText(part: ContentPart, { refusals }: MessageSpelling): part is TextPart {
  if (part.type !== 'text' || part.fields !== undefined || part.other !== undefined) return false;
  return part.refusal === undefined || refusals !== true;
}

/**
 * A file becomes `image_url`, `video_url`, `audio_url` or `pdf_url`, each as `{ url }`, an image with its `detail`.
 * `Http` writes a `Media` as a `data:` URL.
 */
function toWirePart(part: ContentPart, spelling: MessageSpelling): object {
  const { pdf = 'pdf_url', audio = 'audio_url', refusals } = spelling;
  if (part.type === 'text') {
    if (refusals === true && part.refusal === 'part') return { type: 'refusal', refusal: part.text };
    return part.other ?? { type: 'text', text: part.text };
  }
  const { type, source, detail, form, urlFields } = part;
  if (part.isFileId === true) return { type: 'file', file: { file_id: source } };
  if (pdf === 'as-given' ? form === 'file' : pdf === 'file' && type === 'pdf') {
    const filename = typeof source === 'string' ? 'document.pdf' : source.name;
    return { type: 'file', file: { filename, file_data: source, ...urlFields } };
  }
  if (type === 'audio' && typeof source !== 'string' && (audio === 'as-given' ? form : audio) === 'input_audio') {
    return {
      type: 'input_audio',
      input_audio: { data: asBase64(source), format: formatOf(source.type), ...urlFields },
    };
  }
  const name = `${type}_url`;
  return { type: name, [name]: { url: source, ...(detail !== undefined && { detail }), ...urlFields } };
}

/** OpenAI's name for an audio format: `audio/mpeg` is `mp3`. */
function formatOf(type: string): string {
  const subtype = type.slice(type.indexOf('/') + 1).replace(/^x-/, '');
  return subtype === 'mpeg' ? 'mp3' : subtype;
}
