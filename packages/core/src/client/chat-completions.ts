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
import { type Attempt, PlugboardError } from '../errors/plugboard-error.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import type { Resolution } from '../contract/resolution.ts';
import type { ParsedChatCompletion, ParsedOf, ParseFormat, ParseParams } from './parsed-completion.ts';
import type { ChatCompletionRunner, ChatCompletionStreamingRunner, RunToolsParams } from './tool-runner.ts';

/**
 * Chats with a model. A call settles with the first content of the answer. Until then it retries failures and falls
 * back to the other targets of an alias; after that it does neither. All failures are a `PlugboardError`.
 */
export interface ChatCompletions {
  /** Resolves with a stream once its first content has come. */
  create(
    params: CreateParams & { readonly stream: true },
    options?: RequestOptions,
  ): AnswerPromise<ChatCompletionStream>;
  /** Resolves with the whole answer. */
  create(
    params: CreateParams & { readonly stream?: false | null | undefined },
    options?: RequestOptions,
  ): AnswerPromise<ChatCompletion>;
  create(params: CreateParams, options?: RequestOptions): AnswerPromise<ChatCompletion | ChatCompletionStream>;
  /**
   * Like `create()`, for an answer that fits a schema: `message.parsed` has the type of the schema. Rejects with
   * `output_invalid` if the answer does not fit, and with `unsupported` for a schema that services cannot enforce.
   */
  parse<Format extends ParseFormat>(
    params: ParseParams<Format> & { readonly stream: true },
    options?: RequestOptions,
  ): AnswerPromise<ParsedChatCompletionStream<ParsedOf<Format>>>;
  /** Resolves with the complete answer. */
  parse<Format extends ParseFormat>(
    params: ParseParams<Format> & { readonly stream?: false | null | undefined },
    options?: RequestOptions,
  ): AnswerPromise<ParsedChatCompletion<ParsedOf<Format>>>;
  /**
   * Streams an answer as events, like the official client: `on('content', (delta, snapshot) => ...)` and
   * `finalMessage()`. Returns at once. A failure emits `error` and rejects every promise that waits. `response_format`
   * and `tools` are read as by `parse()`.
   */
  stream<Format extends ParseFormat = undefined>(
    params: StreamParams<Format>,
    options?: RequestOptions,
  ): ChatCompletionEmitter<ParsedOf<Format>>;
  /**
   * Asks the model, runs the functions that it calls, sends their results, and asks again, until an answer calls no
   * function. Like `stream()`, it returns at once. If `tool_choice` names a function, the run ends with the result of
   * that function.
   */
  runTools<const Args extends readonly unknown[], Format extends ParseFormat = undefined>(
    params: RunToolsParams<Args, Format> & { readonly stream: true },
    options?: RunToolsOptions,
  ): ChatCompletionStreamingRunner<ParsedOf<Format>>;
  /** The same without streaming, and so without chunks. */
  runTools<const Args extends readonly unknown[], Format extends ParseFormat = undefined>(
    params: RunToolsParams<Args, Format> & { readonly stream?: false | null | undefined },
    options?: RunToolsOptions,
  ): ChatCompletionRunner<ParsedOf<Format>>;
}

/** Options of one call: the second argument of `create()`. `null` counts as not given. */
export interface RequestOptions {
  /** Aborts the call. The `cause` of the error is the signal's reason. */
  readonly signal?: AbortSignal | null | undefined;
  /** Milliseconds for the whole call, waits and retries included. Default: `ClientOptions.timeouts.total`. */
  readonly timeout?: number | null | undefined;
  /** Retries per candidate. Default: `ClientOptions.retry.maxRetries`. */
  readonly maxRetries?: number | null | undefined;
  /**
   * Headers for every request to the service's own origin: an object, a `Headers`, or pairs. Names without a value are
   * left out.
   */
  readonly headers?:
    | Readonly<Record<string, string | null | undefined>>
    | Iterable<readonly [string, string]>
    | null
    | undefined;
  /**
   * What to do with a parameter that the provider does not accept. Default: the setting of the instance, otherwise
   * `ClientOptions.unsupported`.
   */
  readonly unsupported?: UnsupportedMode | null | undefined;
  /**
   * Whether to keep a streamed answer in memory while it is read, for `finalMessage()` and similar methods. Default
   * `true`. With `false`, memory does not grow with the answer, which suits servers that pass each chunk on. Then
   * `partialText` of an error has only the first 65,536 characters, and `finalMessage()`, `finalCompletion()`,
   * `finalContent()` and `finalText()` reject with `input_invalid`. Answers that are not streamed are always kept.
   */
  readonly keepAnswer?: boolean | null | undefined;
  /** Called while files are uploaded, at most once for each piece. */
  readonly onProgress?: ((progress: Progress) => void) | null | undefined;
}

/** Options of one run: the second argument of `runTools()`. `timeout` and the other options of a call apply to each call of the run. */
export interface RunToolsOptions extends RequestOptions {
  /** How many answers the run may ask for. After the last one, the run ends without an error. Default 10. */
  readonly maxChatCompletions?: number | null | undefined;
}

/** The progress of an upload. */
export interface Progress {
  readonly phase: 'upload';
  /** The index of the file in the call, counted from 0. */
  readonly index: number;
  /** How many bytes have been passed to the socket. */
  readonly sent: number;
  /** The size of the file in bytes, if known. */
  readonly total: number | undefined;
}

/** An answer with the response that brought it. */
export interface AnswerWithResponse<T> {
  readonly data: T;
  readonly response: HttpResponseFacts;
  /** The service's id of the request, which its support asks for. `null` if the service gave none. */
  readonly request_id: string | null;
}

/** What `create()` and `parse()` return: a promise of the answer. */
export interface AnswerPromise<T> extends Promise<T> {
  /** The answer together with status, headers and address of the service's response. */
  withResponse(): Promise<AnswerWithResponse<T>>;
}

/** Where an answer came from. Filled in when the call has its answer. */
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
    asResponse,
  });
}

/** JavaScript programs for the official client call it. The types do not have it, so that others hear of it earlier. */
function asResponse(this: Promise<unknown>): Promise<never> {
  // The failure of the call itself must not end the process.
  this.catch(() => undefined);
  const message =
    'asResponse() is not available, because the body of the response is read here. Use withResponse() for its status and headers, and toReadableStream() of a stream to pass the answer on.';
  return Promise.reject(new PlugboardError('unsupported', message));
}

/** The chunks of an answer, for one of two readers. */
export interface ChunkStream extends AsyncIterable<ChatCompletionChunk> {
  /** The chunks as lines of JSON, for a response to a browser. */
  toReadableStream(): WebStream<Uint8Array>;
  /** Aborts the whole call, for both readers. */
  readonly controller: AbortController;
}

/**
 * A streamed answer. It can be read once, through one view: the stream itself (chunks), `events`, `textStream` or
 * `toReadableStream()`. A second view throws `input_invalid`. `finalText()` and `finalCompletion()` read the rest, and
 * also work after any view that was read to its end.
 *
 * A stream ends in one of three ways: complete, cut off (`stream_truncated`, with `partialText`), or aborted
 * (`aborted`). Leaving a loop with `break` closes the connection.
 */
export interface ChatCompletionStream extends AsyncIterable<ChatCompletionChunk>, AsyncDisposable {
  /** Everything that the provider reported, event by event, without loss. */
  readonly events: AsyncIterable<ChatEvent>;
  /** Only the text, piece by piece. Revisions do not appear here: see `events` and `finalText()`. */
  readonly textStream: AsyncIterable<string>;
  /** The chunks as lines of JSON, for a response to a browser. */
  toReadableStream(): WebStream<Uint8Array>;
  /** The whole answer, once it is complete. If the service revised the text, with the revised text. */
  finalCompletion(): Promise<ChatCompletion>;
  /** The whole text, once it is complete. If the service revised it, the revised text. */
  finalText(): Promise<string>;
  /** The same as {@link finalCompletion}, under the official client's name. */
  finalChatCompletion(): Promise<ChatCompletion>;
  /** The message of the complete answer, ready to be sent back in `messages`. */
  finalMessage(): Promise<CompletionMessage>;
  /** The text of the complete answer. `null` if the model wrote none. */
  finalContent(): Promise<string | null>;
  /** The token counts of the complete answer. Zeros if the service counted none. */
  totalUsage(): Promise<CompletionUsage>;
  /**
   * Two readers of the same chunks, each at its own pace. Chunks that only one of them has read are kept in memory, up
   * to 64 MiB. Beyond that, the faster reader gets `limit_exceeded`. The answer ends early only when both readers have
   * left.
   */
  tee(): [left: ChunkStream, right: ChunkStream];
  /** Aborts the call and closes its connection. A reader gets `aborted`. Has no effect after the end. */
  abort(): void;
  /**
   * As with the official client, `controller.abort(reason)` is `abort()` with a reason, which becomes the `cause` of
   * the error. `controller.signal` is aborted together with the call, even if the caller's own signal aborted it.
   */
  readonly controller: AbortController;
  /** How the model name found its provider, and which candidate answered. */
  readonly resolution: Resolution;
  /** Every attempt so far, in order. */
  readonly attempts: readonly Attempt[];
  /** Notes of core and of the provider so far, such as that a fallback answers. */
  readonly warnings: readonly string[];
}

/** A streamed answer of `parse()`. */
export interface ParsedChatCompletionStream<T> extends ChatCompletionStream {
  /** The complete answer as the schema returns it, or `null` as in {@link ParsedMessage}. Rejects with `output_invalid`. */
  finalParsed(): Promise<T | null>;
  /** The complete answer, with `message.parsed`. Rejects with `output_invalid`. */
  finalCompletion(): Promise<ParsedChatCompletion<T>>;
}
