import type {} from '@plugboard/core';

/**
 * What a call may say to the service beyond OpenAI's usual parameters: `provider_options: { openai: { ... } }`. Every field is sent
 * on as it is, such as `min_p` or `chat_template_kwargs`.
 */
export interface OpenAICallOptions {
  readonly [field: string]: unknown;
}

declare module '@plugboard/core' {
  interface ProviderOptions {
    readonly openai?: OpenAICallOptions | undefined;
  }
}
