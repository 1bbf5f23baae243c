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
      input: text,
    }));
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'The arguments of earlier calls are sent as text where the service wants an object.',
  source: 'bigduu/Bamboo-agent#351: a text in place of the input was refused, and with it the whole session.',
  namedBy: ['tools/history', 'wire/requests-as-recorded'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
