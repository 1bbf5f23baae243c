// The augmentation below needs the module to be part of the program.
import type {} from '@plugboard/core';
import type { Accepts } from '@plugboard/core/provider';

/** What a call may say to Reka beyond messages and parameters: `provider_options: { reka: { ... } }`. */
export interface RekaCallOptions {
  /** Let the service search the web. Results arrive as `source` events. On the official API it is sent on, but the newest schema no longer names it. */
  readonly use_search_engine?: boolean | undefined;
  /** Let the service run code. Web session only. */
  readonly use_code_interpreter?: boolean | undefined;
  /** Settings of `reka-flash-research`, sent on as they are. Official API only. */
  readonly research?: object | undefined;
}

/** Of {@link RekaCallOptions}, what core can check. */
export const callOptionTypes: NonNullable<Accepts['extraTypes']> = {
  use_search_engine: 'boolean',
  use_code_interpreter: 'boolean',
};

declare module '@plugboard/core' {
  interface ProviderOptions {
    readonly reka?: RekaCallOptions | undefined;
  }
}
