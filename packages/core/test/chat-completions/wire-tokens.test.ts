import { expect, test } from 'vitest';
import { usageFrom } from '../../src/chat-completions/wire-tokens.ts';

test.each<[string, object, object]>([
  [
    'OpenAI',
    {
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      prompt_tokens_details: { cached_tokens: 80, audio_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 30, accepted_prediction_tokens: 1 },
    },
    { inputTokens: 100, outputTokens: 50, cachedInputTokens: 80, reasoningTokens: 30 },
  ],
  [
    'DeepSeek',
    {
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      prompt_cache_hit_tokens: 64,
      prompt_cache_miss_tokens: 36,
      completion_tokens_details: { reasoning_tokens: 30 },
    },
    { inputTokens: 100, outputTokens: 50, cachedInputTokens: 64, reasoningTokens: 30 },
  ],
  [
    'OpenRouter',
    {
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      cost: 0.1,
      prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 20 },
    },
    { inputTokens: 100, outputTokens: 50, cachedInputTokens: 60, cacheWriteTokens: 20 },
  ],
  [
    'xAI, whose thoughts only the total has',
    {
      prompt_tokens: 32,
      completion_tokens: 9,
      total_tokens: 135,
      completion_tokens_details: { reasoning_tokens: 94 },
    },
    { inputTokens: 32, outputTokens: 103, reasoningTokens: 94 },
  ],
  [
    'Groq',
    {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      queue_time: 0.1,
      prompt_tokens_details: { cached_tokens: 8 },
    },
    { inputTokens: 10, outputTokens: 5, cachedInputTokens: 8 },
  ],
  [
    'LiteLLM',
    {
      prompt_tokens: 100,
      completion_tokens: 5,
      total_tokens: 105,
      cache_creation_input_tokens: 20,
      cache_read_input_tokens: 70,
      prompt_tokens_details: { cached_tokens: 70, cache_creation_tokens: 20 },
    },
    { inputTokens: 100, outputTokens: 5, cachedInputTokens: 70, cacheWriteTokens: 20 },
  ],
  [
    'Anthropic, whose input is what no cache had',
    { input_tokens: 10, output_tokens: 5, cache_creation_input_tokens: 20, cache_read_input_tokens: 70 },
    { inputTokens: 100, outputTokens: 5, cachedInputTokens: 70, cacheWriteTokens: 20 },
  ],
  [
    'the newer names',
    {
      input_tokens: 10,
      output_tokens: 5,
      input_tokens_details: { cached_tokens: 4 },
      output_tokens_details: { reasoning_tokens: 3 },
    },
    { inputTokens: 10, outputTokens: 5, cachedInputTokens: 4, reasoningTokens: 3 },
  ],
  [
    'Moonshot',
    { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cached_tokens: 4 },
    { inputTokens: 10, outputTokens: 5, cachedInputTokens: 4 },
  ],
  [
    'Perplexity',
    { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, reasoning_tokens: 2, citation_tokens: 9 },
    { inputTokens: 10, outputTokens: 5, reasoningTokens: 2 },
  ],
  [
    'Gemini, which counts thoughts in the total only',
    { prompt_tokens: 8, completion_tokens: 9, total_tokens: 500, prompt_tokens_details: null },
    { inputTokens: 8, outputTokens: 9, totalTokens: 500 },
  ],
  [
    'parts that are no counts',
    { prompt_tokens: 8, completion_tokens: 9, prompt_tokens_details: { cached_tokens: '3' }, reasoning_tokens: -1 },
    { inputTokens: 8, outputTokens: 9 },
  ],
])('the count of %s is read in all its parts, and kept as it came', (_service, given, expected) => {
  expect(usageFrom(given)).toEqual({ ...expected, raw: given });
});

test('a count of which nothing else is said is not kept twice', () => {
  const plain = { prompt_tokens: 8, completion_tokens: 9, total_tokens: 17 };
  expect(usageFrom(plain)).toEqual({ inputTokens: 8, outputTokens: 9 });
});
