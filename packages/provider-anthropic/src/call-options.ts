import type {} from '@plugboard/core';

/**
 * What a call may say to the service beyond OpenAI's parameters: `provider_options: { anthropic: { ... } }`. Fields that are not listed
 * here go into the request as they are, such as `container`.
 */
export interface AnthropicCallOptions {
  /** How the model thinks, in the service's own form. Stands in place of what `reasoning_effort` would become. */
  readonly thinking?: object | undefined;
  /** Added to what `reasoning_effort` and `response_format` become. */
  readonly output_config?: object | undefined;
  /** Cache the prompt up to its last block: `{ type: 'ephemeral', ttl: '1h' }`. Parts of messages may have one, too. */
  readonly cache_control?: object | undefined;
  /** Ask every document of the conversation for citations. Default false. */
  readonly citations?: boolean | undefined;
  /** Tools that the service runs itself, such as `{ type: 'web_search_20250305', name: 'web_search' }`; they stand beside `tools`. */
  readonly tools?: readonly object[] | undefined;
  /** Names of beta features, sent in `anthropic-beta` beside those of the option `betas`. */
  readonly betas?: readonly string[] | undefined;
  readonly [field: string]: unknown;
}

declare module '@plugboard/core' {
  interface ProviderOptions {
    readonly anthropic?: AnthropicCallOptions | undefined;
  }

  interface MessageFields {
    /** Of a PDF: whether the answer cites it. */
    readonly citations?: { readonly enabled: boolean } | null | undefined;
    /** Of a PDF: what it is called. */
    readonly title?: string | null | undefined;
    /** Of a PDF: what is known of it, of which nothing is cited. */
    readonly context?: string | null | undefined;
    /** Of the result of a tool: it failed. */
    readonly is_error?: boolean | null | undefined;
  }
}
