import { PlugboardError, type ChatMessage } from '@plugboard/core/provider';
import type { Turn } from './turns.ts';

/**
 * Throws `input_invalid` if a tool call has no result before the next turn of the assistant, or a result has no call. The service refuses
 * both.
 */
export function checkToolResults(messages: readonly ChatMessage[]): void {
  let open = new Map<string, string>();
  let known = new Set<string>();
  for (const [index, message] of messages.entries()) {
    const where = `messages[${index}]`;
    if (message.role === 'tool') {
      const id = message.tool_call_id ?? '';
      if (!known.has(id)) throw invalid(`${where}.tool_call_id`, 'names no call of the assistant message before it.');
      open.delete(id);
    } else if (message.role === 'assistant') {
      refuseOpen(open);
      const calls = message.tool_calls ?? [];
      open = new Map(calls.map(({ id }, position) => [id, `${where}.tool_calls[${position}]`]));
      known = new Set(open.keys());
    }
  }
  refuseOpen(open);
}

const saidAndThought: ReadonlySet<string> = new Set(['text', 'thinking', 'redacted_thinking']);

/**
 * Throws `unsupported` for a conversation that ends with text of the assistant, if the model does not continue it, as from 4.6 on. A turn
 * that the service paused has more than text, and goes back to be continued.
 */
export function checkEnd(turns: readonly Turn[], prefill: boolean, model: string): void {
  const last = turns.at(-1);
  if (prefill || last?.role !== 'assistant' || !last.blocks.every(({ type }) => saidAndThought.has(type))) return;
  throw new PlugboardError(
    'unsupported',
    `${model} does not continue a message of the assistant. End the conversation with a message of the user, or choose a model before 4.6.`,
    { param: 'messages' },
  );
}

function refuseOpen(open: ReadonlyMap<string, string>): void {
  const [place] = open.values();
  if (place !== undefined) throw invalid(place, 'has no result. Add a message with the role tool.');
}

function invalid(param: string, problem: string): PlugboardError {
  return new PlugboardError('input_invalid', `${param} ${problem}`, { param });
}
