import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override thought(index: number, thinking: string, signature: string): ChatEvent {
    return super.thought(index, thinking.trim(), signature);
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'The text of a thought is trimmed, so that its signature does not fit any more.',
  source: 'openclaw/openclaw#107221: thoughts that come back must be as they were in the answer.',
  namedBy: ['returning/details-as-said'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
