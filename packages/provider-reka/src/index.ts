import { defineProvider, type ProviderPlugin } from '@plugboard/core/provider';
import { createReka } from './create-reka.ts';
import { models } from './models.ts';
import { rekaOptions, type RekaOptions } from './options.ts';

export type { RekaCallOptions } from './call-options.ts';
export type { RekaOptions } from './options.ts';

/**
 * Reka as a provider: `new Client({ provider: reka({ cookies: 'cookies.json' }) })`.
 *
 * - `cookies` or `accessToken`: the web session of a signed-in browser
 * - `apiKey`: the official API
 *
 * Without options it reads `REKA_API_KEY`, `REKA_COOKIES`, `REKA_ACCESS_TOKEN` and `REKA_BASE_URL`. A missing credential fails the
 * call with `auth_missing`, not the creation.
 */
export const reka: ProviderPlugin<RekaOptions> = defineProvider<RekaOptions>({
  id: 'reka',
  models,
  options: rekaOptions,
  environment: {
    apiKey: 'REKA_API_KEY',
    cookies: 'REKA_COOKIES',
    accessToken: 'REKA_ACCESS_TOKEN',
    baseUrl: 'REKA_BASE_URL',
  },
  secrets: ['apiKey', 'accessToken'],
  create: createReka,
});
