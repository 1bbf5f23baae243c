import type {} from '@plugboard/core';

/**
 * Fields of a call besides OpenAI's parameters: `provider_options: { anthropic: { ... } }`. Fields that are not listed here, such as
 * `container`, are sent unchanged.
 */
export interface AnthropicCallOptions {
  /** How the model thinks, in the service's own form. Replaces what `reasoning_effort` becomes. */
  readonly thinking?: object | undefined;
  /** Added to what `reasoning_effort` and `response_format` become. */
  readonly output_config?: object | undefined;
  /** Cache the prompt up to its last block: `{ type: 'ephemeral', ttl: '1h' }`. Parts of messages may have one, too. */
  readonly cache_control?: object | undefined;
  /** Ask every document of the conversation for citations. Default false. */
  readonly citations?: boolean | undefined;
  /** Tools that the service runs itself, such as `{ type: 'web_search_20250305', name: 'web_search' }`, in addition to `tools`. */
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
    /** For a PDF: whether the answer cites it. */
    readonly citations?: { readonly enabled: boolean } | null | undefined;
    /** For a PDF: its title. */
    readonly title?: string | null | undefined;
    /** For a PDF: information about it, which is not cited. */
    readonly context?: string | null | undefined;
    /** For the result of a tool: whether the tool failed. */
    readonly is_error?: boolean | null | undefined;
  }
}
