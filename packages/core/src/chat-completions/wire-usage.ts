import type { Usage } from '../contract/chat-event.ts';
import { isRecord } from '../util/is-record.ts';

/**
 * Tokens as the service counted them. Both spellings are in use: `prompt_tokens`/`completion_tokens` and
 * `input_tokens`/`output_tokens`.
 */
export function usageFrom(value: unknown): Usage | undefined {
  if (!isRecord(value)) return undefined;
  const inputTokens = value['prompt_tokens'] ?? value['input_tokens'];
  const outputTokens = value['completion_tokens'] ?? value['output_tokens'];
  if (!isCount(inputTokens) || !isCount(outputTokens)) return undefined;
  const totalTokens = value['total_tokens'];
  // Gemini counts thoughts in the total only.
  const counted = isCount(totalTokens) && totalTokens !== inputTokens + outputTokens;
  return counted ? { inputTokens, outputTokens, totalTokens } : { inputTokens, outputTokens };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
