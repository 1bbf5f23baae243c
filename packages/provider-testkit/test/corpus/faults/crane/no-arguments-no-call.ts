import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override toolUses({ tool_calls = [] }: ChatMessage): readonly object[] {
    return tool_calls.map(({ id, function: { name, arguments: text } }) => ({
      type: 'tool_use',
      id,
      name,
      input: JSON.parse(text) as unknown,
    }));
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'A call without arguments cannot be sent back: its empty text is not JSON.',
  source:
    'BerriAI/litellm#5064, deepset-ai/haystack-core-integrations#1947: a tool without parameters broke the next turn.',
  namedBy: ['tools/empty-arguments'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
