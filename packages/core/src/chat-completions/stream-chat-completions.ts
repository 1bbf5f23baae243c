import type { Http, ServerSentEvent } from '../contract/http.ts';
import { fromIterable, toIterator } from '../stream/source-iterator.ts';
import type { Source } from '../stream/source.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import type { ChatRequest, ChatMessage, ContentPart } from '../contract/chat-request.ts';
import { isReadable, asBase64 } from '../contract/media.ts';
import { WithSecondRequest } from './second-request.ts';
import { ChatEventStream } from './chat-event-stream.ts';
import { DeltaReader } from './delta-reader.ts';
import { detailParts, wireDetails } from './reasoning.ts';

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

function toWireBody(request: ChatRequest, options: ChatCompletionsOptions, stream: boolean): object {
  const { stream_options: streamOptions } = request.parameters;
  const parameters = streamOptions === undefined ? request.parameters : withoutStreamOptions(request.parameters);
  return {
    model: request.model,
    messages: toWireMessages(request.messages, options),
    ...(stream && { stream: true }),
    ...parameters,
    ...(stream && options.streamOptions !== false && { stream_options: { include_usage: true, ...streamOptions } }),
    // A list with tools that are not functions is a parameter, as the caller wrote it.
    ...(request.tools !== undefined && !Object.hasOwn(parameters, 'tools') && { tools: request.tools }),
    ...(request.tool_choice !== undefined && { tool_choice: request.tool_choice }),
    ...(request.response_format !== undefined && { response_format: request.response_format }),
    ...request.extra,
    ...options.body,
  };
}

function withoutStreamOptions({ stream_options: _options, ...others }: ChatRequest['parameters']): object {
  return others;
}

/** How a service wants files inside a message. `as-given`: in the form that the caller used. */
export interface PartSpelling {
  /** `file`: OpenAI's `{ file: { filename, file_data } }`. Default `pdf_url`. */
  readonly pdf?: 'pdf_url' | 'file' | 'as-given' | undefined;
  /** `input_audio`: OpenAI's `{ input_audio: { data, format } }`. Default `audio_url`. */
  readonly audio?: 'audio_url' | 'input_audio' | 'as-given' | undefined;
}

type TextPart = Extract<ContentPart, { type: 'text' }>;

/** How a service wants messages. */
interface MessageSpelling extends PartSpelling {
  /** Whether `developer` messages keep their role, which few services know. Default false: they go as `system`. */
  readonly developer?: boolean | undefined;
  /** Whether the service has OpenAI's places for what the assistant refused. Default false: a refusal is sent as text. */
  readonly refusals?: boolean | undefined;
  /** Whose details of thoughts go along. Default `openai`. */
  readonly service?: string | undefined;
}

/** Messages as the OpenAI wire has them; text alone goes as a plain string, which every service understands. */
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
    // As the official client writes it when the model only called something, or spoke.
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

/** `image_url`, `video_url`, `audio_url`, `pdf_url`, each as `{ url }`, an image with its `detail`; the media itself is written as a `data:` URL. */
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

/** OpenAI's word for a format of sound: `audio/mpeg` is `mp3`. */
function formatOf(type: string): string {
  const subtype = type.slice(type.indexOf('/') + 1).replace(/^x-/, '');
  return subtype === 'mpeg' ? 'mp3' : subtype;
}
