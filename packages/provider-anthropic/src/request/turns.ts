import { PlugboardError, type ChatMessage, type ContentPart } from '@plugboard/core/provider';
import { assistantBlocks } from './assistant-blocks.ts';
import { contentOf, type Block, userBlocks, type BlockOptions } from './content-blocks.ts';
import { wireId } from './tools.ts';

/** Everything that one side says before the other one answers. */
export interface Turn {
  readonly role: 'user' | 'assistant' | 'system';
  readonly blocks: readonly Block[];
}

/** A conversation in the form of the service. */
export interface Conversation {
  /** The system messages before the first turn. */
  readonly system: readonly Block[];
  readonly turns: readonly Turn[];
}

/**
 * The messages as alternating turns. Consecutive messages of one side become one turn. All results of a turn's calls are in one turn,
 * before anything else. Empty texts, which the service refuses, are left out. System messages go to the beginning, unless the model takes
 * them between turns.
 */
export function conversationOf(
  messages: readonly ChatMessage[],
  options: BlockOptions & { readonly systemTurns: boolean },
): Conversation {
  const system: Block[] = [];
  const turns: { role: Turn['role']; blocks: Block[] }[] = [];
  for (const [index, message] of messages.entries()) {
    const blocks = marked(blocksOf(message, `messages[${index}]`, options), message);
    const role = message.role === 'tool' ? 'user' : message.role;
    const last = turns.at(-1);
    if (blocks.length === 0) continue;
    if (role === 'system' && (last === undefined || !options.systemTurns)) system.push(...blocks);
    else if (last?.role === role) last.blocks.push(...blocks);
    else turns.push({ role, blocks: [...blocks] });
  }
  if (turns.length === 0) {
    throw new PlugboardError(
      'input_invalid',
      'The service needs at least one message with content, besides system messages.',
      {
        param: 'messages',
      },
    );
  }
  return { system, turns: turns.map(({ role, blocks }) => ({ role, blocks: resultsFirst(blocks) })) };
}

function blocksOf(message: ChatMessage, where: string, options: BlockOptions): readonly Block[] {
  switch (message.role) {
    case 'system':
      return textsOnly(message.content, where, options);
    case 'assistant':
      return assistantBlocks(message, textsOnly(message.content, where, options), where);
    case 'user':
      return userBlocks(message.content, where, options);
    case 'tool': {
      const content = contentOf(userBlocks(message.content, where, options));
      const { tool_call_id: id = '', fields } = message;
      const isError = fields?.['is_error'] === true && { is_error: true };
      return [{ type: 'tool_result', tool_use_id: wireId(id), ...(content.length > 0 && { content }), ...isError }];
    }
  }
}

/** Marks the last block that may have a mark, because the service marks blocks, not messages. */
function marked(blocks: readonly Block[], { fields }: ChatMessage): readonly Block[] {
  const mark = fields?.['cache_control'];
  const last = blocks.findLastIndex(({ type }) => !type.endsWith('thinking'));
  if (mark === undefined) return blocks;
  return blocks.map((block, index) => (index === last ? { cache_control: mark, ...block } : block));
}

function textsOnly(content: readonly ContentPart[], where: string, options: BlockOptions): readonly Block[] {
  const position = content.findIndex(({ type }) => type !== 'text');
  if (position === -1) return userBlocks(content, where, options);
  const param = `${where}.content[${position}]`;
  throw new PlugboardError(
    'unsupported',
    `The service takes files from user and tool messages only, but ${param} is a file. Put it into a user message.`,
    { param },
  );
}

/** Puts results first, because the service refuses results after something else. */
function resultsFirst(blocks: readonly Block[]): readonly Block[] {
  const isResult = ({ type }: Block): boolean => type === 'tool_result';
  const results = blocks.filter(isResult);
  return results.length === 0 ? blocks : [...results, ...blocks.filter((block) => !isResult(block))];
}
