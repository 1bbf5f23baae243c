// The augmentation below needs the module to be part of the program.
import type {} from '@plugboard/core';
import type { Accepts } from '@plugboard/core/provider';

/** Options of a call to Reka, besides messages and parameters: `provider_options: { reka: { ... } }`. */
export interface RekaCallOptions {
  /** Let the service search the web. Results arrive as `source` events. The newest schema of the official API no longer contains this option, but it is sent. */
  readonly use_search_engine?: boolean | undefined;
  /** Let the service run code. Web session only. */
  readonly use_code_interpreter?: boolean | undefined;
  /** Settings of `reka-flash-research`, sent unchanged. Official API only. */
  readonly research?: object | undefined;
}

/** The types of {@link RekaCallOptions} that core can check. */
export const callOptionTypes: NonNullable<Accepts['extraTypes']> = {
  use_search_engine: 'boolean',
  use_code_interpreter: 'boolean',
};

declare module '@plugboard/core' {
  interface ProviderOptions {
    readonly reka?: RekaCallOptions | undefined;
  }
}
