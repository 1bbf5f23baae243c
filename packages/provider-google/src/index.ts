import { defineProvider, type ProviderPlugin } from '@plugboard/core/provider';
import { createGoogle } from './create-google.ts';
import { models } from './models.ts';
import { googleOptions, type GoogleOptions } from './options.ts';

export type { GoogleCallOptions } from './call-options.ts';
export type { GoogleOptions } from './options.ts';

/**
 * The Gemini API: `google({ apiKey })`, with models `gemini-*` and `gemma-*`.
 *
 * Without options it takes `GEMINI_API_KEY` (or `GOOGLE_API_KEY`) and `GOOGLE_GEMINI_BASE_URL` from the environment. A missing key fails
 * the call with `auth_missing`, not the creation.
 */
export const google: ProviderPlugin<GoogleOptions> = defineProvider<GoogleOptions>({
  id: 'google',
  models,
  options: googleOptions,
  environment: {
    apiKey: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    baseUrl: 'GOOGLE_GEMINI_BASE_URL',
  },
  secrets: ['apiKey'],
  create: createGoogle,
});
