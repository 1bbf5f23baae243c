import type {
  ChatCompletion,
  ChatCompletionChunk,
  CompletionMessage,
  CompletionUsage,
} from '../contract/completion.ts';
import type { ChatCompletionEmitter, StreamParams } from './completion-events.ts';
import type { CreateParams } from './create-params.ts';
import type { UnsupportedMode } from '../contract/define-provider.ts';
import type { HttpResponseFacts } from '../call/committed-call.ts';
import type { ReadableStream as WebStream } from 'node:stream/web';
import type { Attempt } from '../errors/plugboard-error.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import type { Resolution } from '../contract/resolution.ts';
import type { ParsedChatCompletion, ParsedOf, ParseFormat, ParseParams } from './parsed-completion.ts';

/**
 * Settles with the first content: until then failures are retried and fall back as config says, afterwards never.
 * Rejects with a `PlugboardError`.
 */
export interface ChatCompletions {
  /** A stream, once its first content is here. */
  create(
    params: CreateParams & { readonly stream: true },
    options?: RequestOptions,
  ): AnswerPromise<ChatCompletionStream>;
  /** The whole answer. */
  create(
    params: CreateParams & { readonly stream?: false | null | undefined },
    options?: RequestOptions,
  ): AnswerPromise<ChatCompletion>;
  create(params: CreateParams, options?: RequestOptions): AnswerPromise<ChatCompletion | ChatCompletionStream>;
  /**
   * As `create()`, for an answer in the form of a schema: `message.parsed` has the type of the schema. Rejects with `output_invalid`
   * when the answer does not fit, and with `unsupported` for a schema that services cannot enforce.
   */
  parse<Format extends ParseFormat>(
    params: ParseParams<Format> & { readonly stream: true },
    options?: RequestOptions,
  ): AnswerPromise<ParsedChatCompletionStream<ParsedOf<Format>>>;
  /** The complete answer. */
  parse<Format extends ParseFormat>(
    params: ParseParams<Format> & { readonly stream?: false | null | undefined },
    options?: RequestOptions,
  ): AnswerPromise<ParsedChatCompletion<ParsedOf<Format>>>;
  /**
   * A streamed answer as events, as with the official client: `on('content', (delta, snapshot) => ...)` and `finalMessage()`. Returns at
   * once; a failure comes as the event `error` and rejects what waits. `response_format` and `tools` are read as by `parse()`.
   */
  stream<Format extends ParseFormat = undefined>(
    params: StreamParams<Format>,
    options?: RequestOptions,
  ): ChatCompletionEmitter<ParsedOf<Format>>;
}

/** What one call may set for itself: the second argument of `create()`. `null` counts as not given. */
export interface RequestOptions {
  /** Aborts the call; the error's `cause` is the signal's reason. */
  readonly signal?: AbortSignal | null | undefined;
  /** Milliseconds for the whole call, waits and retries included. Default: `ClientOptions.timeouts.total`. */
  readonly timeout?: number | null | undefined;
  /** Retries per candidate. Default: `ClientOptions.retry.maxRetries`. */
  readonly maxRetries?: number | null | undefined;
  /** Sent with every request to the service's own origin; a table, a `Headers`, or pairs. Names without a value are left out. */
  readonly headers?:
    | Readonly<Record<string, string | null | undefined>>
    | Iterable<readonly [string, string]>
    | null
    | undefined;
  /** What becomes of a parameter that the provider does not accept. Default: as the instance says, else `ClientOptions.unsupported`. */
  readonly unsupported?: UnsupportedMode | null | undefined;
  /**
   * Whether a streamed answer is kept while it is read, for `finalMessage()` and its kin. Default `true`. With `false`, memory does not
   * grow with the answer: for servers that hand each chunk on. Then `partialText` of an error has the first 65,536 characters, and
   * `finalMessage()`, `finalCompletion()`, `finalContent()` and `finalText()` reject as `input_invalid`. Whole answers are always kept.
   */
  readonly keepAnswer?: boolean | null | undefined;
  /** Called while files are uploaded, at most once a piece. */
  readonly onProgress?: ((progress: Progress) => void) | null | undefined;
}

/** How far an upload is. */
export interface Progress {
  readonly phase: 'upload';
  /** Which file of the call, from 0. */
  readonly index: number;
  /** Bytes handed to the socket. */
  readonly sent: number;
  /** Bytes in all, when known. */
  readonly total: number | undefined;
}

/** An answer with the response that brought it. */
export interface AnswerWithResponse<T> {
  readonly data: T;
  readonly response: HttpResponseFacts;
  /** The service's id of the request, for its support; `null` when the service gave none. */
  readonly request_id: string | null;
}

/** What `create()` and `parse()` return: a promise of the answer. */
export interface AnswerPromise<T> extends Promise<T> {
  /** The answer together with status, headers and address of the service's response. */
  withResponse(): Promise<AnswerWithResponse<T>>;
}

/** Filled in when the call has its answer. */
export interface AnswerOrigin {
  response?: (() => { readonly http: HttpResponseFacts; readonly requestId: string | undefined }) | undefined;
}

/** Adds `withResponse()` to the promise of an answer. */
export function answerPromise<T>(answer: Promise<T>, origin: AnswerOrigin): AnswerPromise<T> {
  return Object.assign(answer, {
    async withResponse(): Promise<AnswerWithResponse<T>> {
      const data = await answer;
      if (origin.response === undefined) throw new TypeError('An answer has a response.');
      const { http, requestId } = origin.response();
      return { data, response: http, request_id: requestId ?? http.headers.get('x-request-id') };
    },
  });
}

/** The chunks of an answer, for one reader. */
export interface ChunkStream extends AsyncIterable<ChatCompletionChunk> {
  /** The chunks as lines of JSON, for a response to a browser. */
  toReadableStream(): WebStream<Uint8Array>;
  /** Ends the whole call, for both readers. */
  readonly controller: AbortController;
}

/**
 * An answer on its way. Read once, through whichever view comes first: iterating the stream itself (chunks), `events`,
 * `textStream` or `toReadableStream()`; a second view throws `input_invalid`. `finalText()` and `finalCompletion()` read
 * what is left and may follow any view that was read to its end.
 *
 * There are three endings: complete; cut off (`stream_truncated`, with `partialText`); aborted (`aborted`). Leaving a loop
 * with `break` closes the connection.
 */
export interface ChatCompletionStream extends AsyncIterable<ChatCompletionChunk>, AsyncDisposable {
  /** Lossless: what the provider said, event by event. */
  readonly events: AsyncIterable<ChatEvent>;
  /** The text only, piece by piece. A revision does not appear here: see `events` and `finalText()`. */
  readonly textStream: AsyncIterable<string>;
  /** The chunks as lines of JSON, for a response to a browser. */
  toReadableStream(): WebStream<Uint8Array>;
  /** The whole answer, once it is complete; after a `text-revised` with the revised text. */
  finalCompletion(): Promise<ChatCompletion>;
  /** The whole text, once it is complete; after a `text-revised` the revised one. */
  finalText(): Promise<string>;
  /** The same as {@link finalCompletion}, by the official client's name. */
  finalChatCompletion(): Promise<ChatCompletion>;
  /** The message of the complete answer, ready to be sent back in `messages`. */
  finalMessage(): Promise<CompletionMessage>;
  /** The text of the complete answer; `null` when the model wrote none. */
  finalContent(): Promise<string | null>;
  /** The tokens of the complete answer; zeros when the service counted none. */
  totalUsage(): Promise<CompletionUsage>;
  /**
   * Two readers of the same chunks, each at its own pace. What one has read and the other has not is kept in memory, up to 64 MiB:
   * beyond that the faster reader gets `limit_exceeded`. The answer ends early only when both readers have left.
   */
  tee(): [left: ChunkStream, right: ChunkStream];
  /** Ends the call and its connection. A reader gets `aborted`. After the end it has no effect. */
  abort(): void;
  /**
   * `controller.abort(reason)` is `abort()` with a reason, which becomes the `cause`; as with the official client. `controller.signal`
   * is aborted together with the call, also by the caller's own signal.
   */
  readonly controller: AbortController;
  /** How the model name found its provider, and who answered in the end. */
  readonly resolution: Resolution;
  /** Every try so far. */
  readonly attempts: readonly Attempt[];
  /** Notes of core and of the provider, such as a fallback. */
  readonly warnings: readonly string[];
}

/** A stream of `parse()`. */
export interface ParsedChatCompletionStream<T> extends ChatCompletionStream {
  /** The complete answer as the schema returns it, or `null` as in {@link ParsedMessage}. Rejects with `output_invalid`. */
  finalParsed(): Promise<T | null>;
  /** The complete answer, with `message.parsed`. Rejects with `output_invalid`. */
  finalCompletion(): Promise<ParsedChatCompletion<T>>;
}
