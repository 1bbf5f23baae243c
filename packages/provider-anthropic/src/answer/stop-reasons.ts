import type { FinishReason } from '@plugboard/core/provider';

const reasons: ReadonlyMap<string, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool-calls'],
  ['refusal', 'content-filter'],
]);

/** What a stop reason means. `pause_turn`, after which the service continues the turn if it gets it back, and unknown words are `other`. */
export function finishReasonOf(reason: string): FinishReason {
  return reasons.get(reason) ?? 'other';
}
