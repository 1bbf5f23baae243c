import type { Usage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, type StorkLine } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override usage({ prompt_eval_count, eval_count, ...line }: StorkLine): Usage | undefined {
    return super.usage({
      ...line,
      ...(eval_count !== undefined && { prompt_eval_count: eval_count }),
      ...(prompt_eval_count !== undefined && { eval_count: prompt_eval_count }),
    });
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: '`eval_count` is taken for the prompt.',
  source: 'reviewed; the names are easily confused.',
  namedBy: ['answering/usage', 'answering/usage-counted'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
