import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

const turns: object[] = [];

class Faulty extends Crane {
  override async turns(messages: readonly ChatMessage[]): Promise<readonly object[]> {
    turns.push(...(await super.turns(messages)));
    return turns;
  }
}

export const fault: Fault = {
  kind: 'left over from an earlier call',
  says: 'The list of turns is made once in the module and filled by every call.',
  source: 'mem0ai/mem0#5301, OpenMind/OM1#2077: one list as the default of all calls.',
  namedBy: ['isolation/nothing-left-over'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
