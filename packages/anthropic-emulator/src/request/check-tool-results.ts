import { fieldOf } from '@plugboard/emulator-kit';
import { invalid } from '../errors.ts';
import type { Block, Turn } from './messages-request.ts';

/** Requires all results of a turn's calls at the beginning of the next turn. */
export function checkToolResults(turns: readonly Turn[]): void {
  const seen = new Set<unknown>();
  for (const [index, { role, path, blocks }] of turns.entries()) {
    const next = turns[index + 1];
    if (role === 'user') checkKnown(blocks, callsOf(turns[index - 1]));
    const calls = role === 'assistant' ? callsOf({ role, path, blocks }) : [];
    for (const id of calls) {
      if (seen.has(id)) throw invalid(`${path}: \`tool_use\` ids must be unique`);
      seen.add(id);
    }
    if (calls.length === 0) continue;
    const answered = new Set(leadingResults(next?.blocks ?? []));
    const missing = calls.filter((id) => !answered.has(id));
    if (missing.length === 0) continue;
    throw invalid(
      `${path}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. ` +
        'Each `tool_use` block must have a corresponding `tool_result` block in the next message.',
    );
  }
}

function callsOf(turn: Turn | undefined): readonly unknown[] {
  if (turn?.role !== 'assistant') return [];
  return turn.blocks.filter(({ type }) => type === 'tool_use').map(({ fields }) => fieldOf(fields, 'id'));
}

/** The results at the beginning of a turn. Those after a text do not count. */
function leadingResults(blocks: readonly Block[]): readonly unknown[] {
  const end = blocks.findIndex(({ type }) => type !== 'tool_result');
  return (end < 0 ? blocks : blocks.slice(0, end)).map(({ fields }) => fieldOf(fields, 'tool_use_id'));
}

function checkKnown(blocks: readonly Block[], calls: readonly unknown[]): void {
  const answered = new Set<unknown>();
  for (const { type, path, fields } of blocks) {
    if (type !== 'tool_result') continue;
    const id = fieldOf(fields, 'tool_use_id');
    if (!calls.includes(id)) {
      throw invalid(
        `${path}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${String(id)}. ` +
          'Each `tool_result` block must have a corresponding `tool_use` block in the previous message.',
      );
    }
    if (answered.has(id)) {
      throw invalid(
        `${path}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${String(id)}`,
      );
    }
    answered.add(id);
  }
}
