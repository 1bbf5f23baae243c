import type { ChatCompletionStream } from './chat-completion-stream.ts';
import type { ChatCompletion } from '../contract/completion.ts';
import type { CreateParams } from './create-params.ts';
import type { RequestOptions } from './request-options.ts';

/**
 * Settles with the first content: until then failures are retried and fall back as config says, afterwards never.
 * Rejects with a `PlugboardError`.
 */
export interface ChatCompletions {
  /** A stream, once its first content is here. */
  create(params: CreateParams & { readonly stream: true }, options?: RequestOptions): Promise<ChatCompletionStream>;
  /** The whole answer. */
  create(
    params: CreateParams & { readonly stream?: false | null | undefined },
    options?: RequestOptions,
  ): Promise<ChatCompletion>;
  create(params: CreateParams, options?: RequestOptions): Promise<ChatCompletion | ChatCompletionStream>;
}
