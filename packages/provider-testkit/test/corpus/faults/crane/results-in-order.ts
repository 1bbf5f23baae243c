import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override turns(messages: readonly ChatMessage[]): Promise<readonly object[]> {
    const ids = messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ id }) => id));
    return super.turns(
      messages.map((message) =>
        message.role === 'tool' ? { ...message, tool_call_id: ids.shift() ?? message.tool_call_id } : message,
      ),
    );
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'Results are matched with calls by their order, whatever id they name.',
  source: 'router-for-me/CLIProxyAPI#5199, token-js/token.js#36: results in another order went to the wrong calls.',
  namedBy: ['tools/results'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
