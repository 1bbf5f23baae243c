import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override thoughts(message: ChatMessage): readonly object[] {
    return super.thoughts(message).filter((block) => 'signature' in block && block.signature !== undefined);
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'Of the thoughts that come back, those without a text are left out; the redacted ones have none.',
  source: 'juspay/neurolink#1672: redacted thoughts were not replayed within the loop of tools.',
  namedBy: ['returning/details-back'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
