import { fieldOf, type JsonObject } from '@plugboard/emulator-kit';
import { invalid } from '../errors.ts';
import type { ModelFacts } from '../models.ts';
import { listAt, objectAt, wordAt } from './fields.ts';
import type { Block, Turn } from './messages-request.ts';
import { readContent, type BlockContext } from './read-blocks.ts';

/** Reads the conversation. Consecutive turns of one role become one, as in the service. */
export function readTurns(body: JsonObject, model: ModelFacts, context: BlockContext): readonly Turn[] {
  const messages = listAt(fieldOf(body, 'messages'), 'messages');
  if (messages.length === 0) throw invalid('messages: at least one message is required');
  const turns = messages.map((message, index) =>
    readTurn(message, index, index === messages.length - 1, model, context),
  );
  const [first] = turns;
  if (first?.role === 'assistant') throw invalid('messages: first message must use the "user" role');
  return joined(turns);
}

function readTurn(value: unknown, index: number, last: boolean, model: ModelFacts, context: BlockContext): Turn {
  const path = `messages.${index}`;
  const message = objectAt(value, path);
  const role = wordAt(message, 'role', path, ['user', 'assistant', 'system']);
  if (role === 'system' && (index === 0 || !model.systemTurns)) {
    throw invalid(
      'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.',
    );
  }
  const blocks = readContent(fieldOf(message, 'content'), `${path}.content`, role, context);
  if (blocks.length === 0 && !(last && role === 'assistant')) {
    throw invalid(`${path}: all messages must have non-empty content except for the optional final assistant message`);
  }
  return { role, path, blocks };
}

function joined(turns: readonly Turn[]): readonly Turn[] {
  return turns.reduce<readonly Turn[]>((before, turn) => {
    const previous = before.at(-1);
    if (previous?.role !== turn.role) return [...before, turn];
    return [...before.slice(0, -1), { ...previous, blocks: [...previous.blocks, ...turn.blocks] }];
  }, []);
}

/** Refuses a conversation that ends with a turn of the model which the model does not continue. */
export function checkEnd(turns: readonly Turn[], { prefill }: ModelFacts, thinking: boolean): void {
  const last = turns.at(-1);
  if (last?.role !== 'assistant' || isPaused(last.blocks)) return;
  if (!prefill) {
    throw invalid(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  }
  if (thinking) throw invalid('messages: prefilling is not supported when thinking is enabled.');
  const text = last.blocks.at(-1);
  if (text?.type === 'text' && /\s$/.test(String(fieldOf(text.fields, 'text')))) {
    throw invalid('messages: final assistant content cannot end with trailing whitespace');
  }
}

/** Whether the service paused the turn during a call of one of its own tools. Such a turn comes back to be continued. */
function isPaused(blocks: readonly Block[]): boolean {
  return blocks.some(({ type }) => type === 'server_tool_use');
}
