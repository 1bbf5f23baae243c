import type { AnswerPromise } from './answer-promise.ts';
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
import type { RequestOptions } from './request-options.ts';

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
   * when the answer does not fit, and with `unsupported` for a schema that services cannot hold an answer to.
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
