import type { FinishReason } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override reason(word: string): FinishReason {
    const reason = super.reason(word);
    return reason === 'tool-calls' ? 'stop' : reason;
  }
}

export const fault: Fault = {
  kind: 'finish reasons',
  says: 'That the model waits for a tool is told as a stop.',
  source: 'BerriAI/litellm#35753: clients threw the calls away, for the reason was `stop`.',
  namedBy: ['tools/finish-reason', 'answering/finish-reason'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
