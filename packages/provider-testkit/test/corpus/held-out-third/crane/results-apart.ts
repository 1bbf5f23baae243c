import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async turns(messages: readonly ChatMessage[]): Promise<readonly object[]> {
    const turns: object[] = [];
    for (const message of messages.filter(({ role }) => role !== 'system')) {
      turns.push({ role: message.role === 'assistant' ? 'assistant' : 'user', content: await this.blocks(message) });
    }
    return turns;
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'Each result of a tool is a message of its own, where the service wants those of one turn together.',
  source: 'Documents of the Messages API: the results of all calls of a turn stand in the next message.',
  namedBy: ['wire/requests-as-recorded', 'tools/results'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
