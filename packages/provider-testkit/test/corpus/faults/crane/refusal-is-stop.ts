import type { FinishReason } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override reason(word: string): FinishReason {
    if (word === 'max_tokens') return 'length';
    return word === 'tool_use' ? 'tool-calls' : 'stop';
  }
}

export const fault: Fault = {
  kind: 'finish reasons',
  says: 'A refusal, and any word that is not known, is a proper stop.',
  source: 'anomalyco/opencode#31744, vercel/ai#8412: a refusal ended the turn as if all were well.',
  namedBy: ['answering/unknown-finish-reason'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
