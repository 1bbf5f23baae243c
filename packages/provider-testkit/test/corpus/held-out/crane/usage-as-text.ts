import type { Usage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneUsage } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override usage({ input_tokens, cache_read_input_tokens = 0, output_tokens }: CraneUsage = {}): Usage {
    return { inputTokens: Number(input_tokens) + cache_read_input_tokens, outputTokens: Number(output_tokens) };
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'Missing numbers are computed with all the same: `undefined + 0` is told as not a number.',
  source: 'reviewed; JavaScript adds whatever it is given.',
  namedBy: ['answering/usage-counted'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
