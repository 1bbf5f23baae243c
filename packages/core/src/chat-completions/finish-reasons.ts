import type { FinishReason } from '../contract/chat-event.ts';

/** What a service's finish reason means. `broken`: the service failed, and what came is not the whole answer. */
export type FinishMeaning = FinishReason | 'broken';

/**
 * The finish reasons that services document, in the spelling of {@link normalized}. `docs/finish-reasons.md` says which
 * service has which. A word in no list is `other`.
 */
export const finishWords: Readonly<Record<Exclude<FinishMeaning, 'other'>, readonly string[]>> = {
  stop: [
    'stop',
    'end_turn',
    'stop_sequence',
    'stop_token',
    'eos',
    'eos_token',
    'end',
    'complete',
    'completed',
    'normal',
  ],
  length: [
    'length',
    'max_tokens',
    'max_output_tokens',
    'max_output',
    'model_length',
    'context',
    'context_length',
    'model_context_window_exceeded',
    'limit',
    'token_limit',
    'time_limit',
    'error_limit',
    'repetition',
  ],
  'content-filter': [
    'content_filter',
    'content_filtered',
    'safety',
    'sensitive',
    'refusal',
    'blocked',
    'blocklist',
    'prohibited_content',
    'recitation',
    'language',
    'spii',
    'image_safety',
    'image_prohibited_content',
    'image_recitation',
    'guardrail_intervened',
    'error_toxic',
  ],
  'tool-calls': ['tool_calls', 'tool_call', 'tool_use', 'function_call'],
  broken: [
    'error',
    'network_error',
    'insufficient_system_resource',
    'abort',
    'aborted',
    'cancelled',
    'canceled',
    'user_cancel',
    'timeout',
    'failed',
    'function_call_filter',
    'malformed_function_call',
    'unexpected_tool_call',
    'too_many_tool_calls',
    'missing_thought_signature',
    'malformed_response',
    'malformed_model_output',
    'malformed_tool_use',
  ],
};

const meanings: ReadonlyMap<string, FinishMeaning> = new Map(
  Object.entries(finishWords).flatMap(([meaning, words]) => words.map((word) => [word, meaning as FinishMeaning])),
);

/** What services send instead of `null` while the answer goes on. */
const notFinished: ReadonlySet<string> = new Set(['', 'null', 'none', 'undefined', 'unspecified', 'not_finished']);

/** The finish reason as the service sent it. `undefined` for a value that says that the answer goes on. */
export function finishWordFrom(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  // Most words are in the usual spelling, so skip the work of changing it.
  return meanings.has(value) || !notFinished.has(normalized(value)) ? value : undefined;
}

/** What a finish reason means. `other` for one that no service documents or that says nothing about the answer. */
export function meaningOf(word: string): FinishMeaning {
  return meanings.get(word) ?? meanings.get(normalized(word)) ?? 'other';
}

/**
 * Gives `MAX_TOKENS`, `max-tokens` and `maxTokens` one spelling. Removes the cause that Gemini adds after a colon:
 * `content_filter: SPII`.
 */
function normalized(word: string): string {
  const [kind = ''] = word.split(':', 1);
  return kind
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[-\s]+/g, '_')
    .toLowerCase()
    .replace(/^finish_reason_/, '');
}
