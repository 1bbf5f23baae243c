import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async message(message: ChatMessage, names: ReadonlyMap<string, string>): Promise<object> {
    for (const {
      function: { arguments: text },
    } of message.tool_calls ?? [])
      JSON.parse(text);
    return super.message(message, names);
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'A call whose arguments are the empty text ends the next turn with a SyntaxError.',
  source: 'BerriAI/litellm#5064, openai/openai-agents-js#664: some models write nothing where they have no arguments.',
  namedBy: ['tools/empty-arguments'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
