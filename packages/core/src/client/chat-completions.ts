import type { ChatCompletionStream } from './chat-completion-stream.ts';
import type { ChatCompletion } from '../contract/completion.ts';
import type { CreateParams } from './create-params.ts';
import type {
  ParsedChatCompletion,
  ParsedChatCompletionStream,
  ParsedOf,
  ParseFormat,
  ParseParams,
} from './parsed-completion.ts';
import type { UnsupportedMode } from '../contract/define-provider.ts';
import type { HttpResponseFacts } from '../call/committed-call.ts';

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
