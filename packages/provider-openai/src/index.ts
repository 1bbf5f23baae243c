import { defineProvider, type ProviderPlugin } from '@plugboard/core/provider';
import { createOpenAI } from './create-openai.ts';
import { models } from './models.ts';
import { openaiOptions, type OpenAIOptions } from './options.ts';

export type { OpenAICallOptions, OpenAIOptions } from './options.ts';
export type { Preset, PresetName } from './preset.ts';
export { presets } from './presets.ts';

/**
 * OpenAI as a provider, and every service that speaks its chat completions:
 * `openai({ preset: 'ollama', id: 'ollama', models: ['llava'] })`, `openai({ baseUrl: 'https://models.example.com/v1', apiKey })`.
 *
 * Without options it is OpenAI itself, with `OPENAI_API_KEY` and `OPENAI_BASE_URL`. A missing key fails the call with
 * `auth_missing`, not the creation.
 */
export const openai: ProviderPlugin<OpenAIOptions> = defineProvider<OpenAIOptions>({
  id: 'openai',
  models,
  options: openaiOptions,
  environment: { apiKey: 'OPENAI_API_KEY', baseUrl: 'OPENAI_BASE_URL' },
  secrets: ['apiKey'],
  create: createOpenAI,
});
