import type { Usage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, type StorkLine } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override usage({ prompt_eval_count = 0, eval_count = 0 }: StorkLine): Usage {
    return { inputTokens: prompt_eval_count, outputTokens: eval_count };
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'Counts that a server leaves out are told as 0.',
  source: 'coleam00/Archon#1158, career-ops-hq/career-ops#3922: `?? 0` for each count.',
  namedBy: ['answering/usage-counted'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
