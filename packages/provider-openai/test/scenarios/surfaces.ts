import type { ConfiguredProvider } from '@plugboard/core/provider';
import { openai } from '../../src/index.ts';
import type { PresetName } from '../../src/preset.ts';

/** A preset as its fixtures ask it; addresses are those of the documents, written once more. */
export interface Surface {
  readonly preset: PresetName;
  readonly folder: string;
  readonly model: string;
  readonly baseUrl: string;
  readonly key: boolean;
  readonly image: boolean;
}

/** The presets that have fixtures. */
export const surfaces: readonly Surface[] = [
  surface('openai', 'gpt-4o', 'https://api.openai.com/v1'),
  { ...surface('ollama', 'llava', 'http://localhost:11434/v1'), key: false },
  { ...surface('llama.cpp', 'gemma-4-31b', 'http://localhost:8080/v1'), folder: 'llama-cpp', key: false },
  { ...surface('vllm', 'Qwen/Qwen3-VL-8B-Instruct', 'http://localhost:8000/v1'), key: false },
  surface('openrouter', 'google/gemini-3-flash', 'https://openrouter.ai/api/v1'),
  surface('groq', 'llama-4-scout', 'https://api.groq.com/openai/v1'),
  surface('mistral', 'mistral-small-latest', 'https://api.mistral.ai/v1'),
  { ...surface('deepseek', 'deepseek-chat', 'https://api.deepseek.com'), image: false },
];

function surface(preset: PresetName, model: string, baseUrl: string): Surface {
  return { preset, folder: preset, model, baseUrl, key: true, image: true };
}

/** Where the fixtures of a surface are. */
export function fixturesOf({ folder }: Surface): URL {
  return new URL(`../../fixtures/${folder}/`, import.meta.url);
}

/** The provider as a user of this service sets it up. */
export function providerOf({ preset, folder, model, key, image }: Surface): ConfiguredProvider {
  const apiKey = key ? { apiKey: '{{apiKey}}' } : {};
  if (preset === 'openai') return openai(apiKey);
  return openai({ preset, id: folder, models: [{ id: model, input: image ? ['image'] : [] }], ...apiKey });
}
