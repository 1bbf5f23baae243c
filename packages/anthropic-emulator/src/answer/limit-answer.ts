import { countTokens, tokensIn } from '@plugboard/emulator-kit';
import type { MessagesRequest } from '../request/messages-request.ts';
import type { MessagesSwitches } from '../scenario.ts';
import type { Answer, AnswerBlock } from './answer.ts';

type Ending = Pick<MessagesSwitches, 'stopReason' | 'stopDetails'>;

/** Ends an answer at a stop sequence, or after `max_tokens` tokens. Thoughts count, too. */
export function limited(
  blocks: readonly AnswerBlock[],
  { maxTokens = 0, stopSequences }: MessagesRequest,
  { stopReason, stopDetails }: Ending,
): Answer {
  const stopped = untilSequence(blocks, stopSequences);
  const kept = untilTokens(stopped.blocks, maxTokens);
  const calls = kept.blocks.some(({ type }) => type === 'tool_use');
  const usual = calls ? 'tool_use' : 'end_turn';
  const reason = stopReason ?? (kept.cut ? 'max_tokens' : stopped.sequence === null ? usual : 'stop_sequence');
  return {
    blocks: kept.blocks,
    stopReason: reason,
    stopSequence: reason === 'stop_sequence' ? stopped.sequence : null,
    stopDetails: stopDetails ?? null,
    output: sum(kept.blocks.map(tokensOf)),
    thinking: sum(kept.blocks.filter(({ type }) => type === 'thinking').map(tokensOf)),
  };
}

/** The content of a block that counts as tokens. */
function contentOf(block: AnswerBlock): string {
  switch (block.type) {
    case 'thinking':
      return block.thinking;
    case 'redacted_thinking':
      return block.data;
    case 'text':
      return block.text;
    case 'tool_use':
    case 'server_tool_use':
      return block.json;
  }
}

function tokensOf(block: AnswerBlock): number {
  return countTokens(contentOf(block));
}

function untilSequence(
  blocks: readonly AnswerBlock[],
  sequences: readonly string[],
): { readonly blocks: readonly AnswerBlock[]; readonly sequence: string | null } {
  for (const [index, block] of blocks.entries()) {
    if (block.type !== 'text') continue;
    const [first] = sequences
      .map((sequence) => ({ sequence, place: block.text.indexOf(sequence) }))
      .filter(({ place }) => place >= 0)
      .sort((one, other) => one.place - other.place);
    if (first === undefined) continue;
    const text = block.text.slice(0, first.place);
    const before = blocks.slice(0, index);
    return { blocks: text === '' ? before : [...before, { ...block, text }], sequence: first.sequence };
  }
  return { blocks, sequence: null };
}

function untilTokens(
  blocks: readonly AnswerBlock[],
  most: number,
): { readonly blocks: readonly AnswerBlock[]; readonly cut: boolean } {
  const kept: AnswerBlock[] = [];
  let left = most;
  for (const block of blocks) {
    const tokens = tokensIn(contentOf(block));
    if (tokens.length > left) {
      const part = cutAfter(block, tokens.slice(0, left).join(''));
      return { blocks: part === undefined ? kept : [...kept, part], cut: true };
    }
    left -= tokens.length;
    kept.push(block);
  }
  return { blocks: kept, cut: false };
}

/** The beginning of a block. An unfinished thought has no signature, and is left out. */
function cutAfter(block: AnswerBlock, beginning: string): AnswerBlock | undefined {
  if (beginning === '' || block.type === 'thinking' || block.type === 'redacted_thinking') return undefined;
  return block.type === 'text' ? { ...block, text: beginning } : { ...block, json: beginning };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
