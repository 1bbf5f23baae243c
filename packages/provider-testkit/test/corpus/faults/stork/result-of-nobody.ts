import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override message({ tool_call_id: _, ...message }: ChatMessage, names: ReadonlyMap<string, string>): Promise<object> {
    return super.message(message, names);
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'A result goes without the name of its tool.',
  source: 'ollama/ollama#6042, langgenius/dify-official-plugins#1158: nobody can tell which call a result belongs to.',
  namedBy: ['tools/results'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
