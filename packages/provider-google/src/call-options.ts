import type {} from '@plugboard/core';

/**
 * What a call may say to the service beyond OpenAI's parameters: `provider_options: { google: { ... } }`, in the service's own names. Fields
 * that are not listed here go into the request as they are.
 */
export interface GoogleCallOptions {
  /** From which probability of harm on an answer is blocked, by category. */
  readonly safetySettings?: readonly object[] | undefined;
  /** Added to what parameters become: `thinkingConfig`, `mediaResolution`, `imageConfig`, `speechConfig` and so on. */
  readonly generationConfig?: object | undefined;
  /** Tools that the service runs itself, such as `{ googleSearch: {} }`; they stand beside `tools`. */
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
