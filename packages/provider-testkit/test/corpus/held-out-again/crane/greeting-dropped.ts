import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override turns(messages: readonly ChatMessage[]): Promise<readonly object[]> {
    const first = messages.findIndex(({ role }) => role === 'user');
    return super.turns(messages.filter(({ role }, index) => role === 'system' || index >= first));
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'A conversation that the assistant begins is sent without its first turn.',
  source: 'posit-dev/py-shiny#1530: turns before the first one of the user were trimmed.',
  namedBy: ['answering/greeting'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
