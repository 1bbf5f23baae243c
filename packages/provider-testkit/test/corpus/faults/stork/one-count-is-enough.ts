import type { Usage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, type StorkLine } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override usage({ prompt_eval_count, eval_count }: StorkLine): Usage | undefined {
    const counted = prompt_eval_count ?? eval_count;
    return counted === undefined ? undefined : { inputTokens: counted, outputTokens: eval_count ?? counted };
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'When the prompt was cached its count is missing, and both numbers are told from the other one.',
  source: 'reviewed; the service leaves out the count of a prompt that it has in memory.',
  namedBy: ['answering/usage-counted'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
