import type {} from '@plugboard/core';

/**
 * Fields of a call besides OpenAI's parameters: `provider_options: { google: { ... } }`, under the service's own names. Fields that are not
 * listed here are sent unchanged.
 */
export interface GoogleCallOptions {
  /** By category, the probability of harm from which on an answer is blocked. */
  readonly safetySettings?: readonly object[] | undefined;
  /** Added to what parameters become: `thinkingConfig`, `mediaResolution`, `imageConfig`, `speechConfig` and so on. */
  readonly generationConfig?: object | undefined;
  /** Tools that the service runs itself, such as `{ googleSearch: {} }`, in addition to `tools`. */
  readonly tools?: readonly object[] | undefined;
  /** Added to what `tool_choice` becomes, such as `retrievalConfig`. */
  readonly toolConfig?: object | undefined;
  /** The name of a prompt in the service's cache: `cachedContents/...`. */
  readonly cachedContent?: string | undefined;
  readonly [field: string]: unknown;
}

declare module '@plugboard/core' {
  interface ProviderOptions {
    readonly google?: GoogleCallOptions | undefined;
  }
}
