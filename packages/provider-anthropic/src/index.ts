import { defineProvider, type ProviderPlugin } from '@plugboard/core/provider';
import { createAnthropic } from './create-anthropic.ts';
import { models } from './models.ts';
import { anthropicOptions, type AnthropicOptions } from './options.ts';

export type { AnthropicCallOptions } from './call-options.ts';
export type { AnthropicOptions, ApiVersion } from './options.ts';

/**
 * The Anthropic Messages API: `anthropic({ apiKey })`, with models `claude-*`.
 *
 * Without options it takes `ANTHROPIC_API_KEY` and `ANTHROPIC_BASE_URL` from the environment. A missing key fails the call with
 * `auth_missing`, not the creation.
 */
export const anthropic: ProviderPlugin<AnthropicOptions> = defineProvider<AnthropicOptions>({
  id: 'anthropic',
  models,
  options: anthropicOptions,
  environment: {
    apiKey: 'ANTHROPIC_API_KEY',
    authToken: 'ANTHROPIC_AUTH_TOKEN',
    baseUrl: 'ANTHROPIC_BASE_URL',
  },
  secrets: ['apiKey', 'authToken'],
  create: createAnthropic,
});
