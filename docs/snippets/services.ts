// #region openai
import { Client } from '@plugboard/core';
import { openai } from '@plugboard/provider-openai';

/** OpenAI, with the key from `OPENAI_API_KEY`, and a server on this machine. */
export function twoServices(): Client {
  return new Client({
    providers: [openai, openai({ id: 'ollama', preset: 'ollama', models: ['llava', 'qwen3-*'] })],
  });
}
// #endregion openai

// #region any
/** A service without a preset. */
export function anyService(apiKey: string): Client {
  return new Client({
    provider: openai({ baseUrl: 'https://models.example.com/v1', apiKey, models: ['house-model'] }),
  });
}
// #endregion any
