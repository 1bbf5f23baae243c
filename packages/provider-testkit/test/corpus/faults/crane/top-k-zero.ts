import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override parameters({ temperature, top_p, top_k, max_tokens = 4096, stop }: ChatParameters): object {
    return {
      max_tokens,
      ...(temperature && { temperature }),
      ...(top_p && { top_p }),
      ...(top_k && { top_k }),
      ...(stop && { stop_sequences: stop }),
    };
  }
}

export const fault: Fault = {
  kind: 'falsy values',
  says: 'Parameters are copied one by one with `&&`, which leaves every 0 out.',
  source: 'promptfoo/promptfoo#7323: `(temperature && { temperature })` in four providers.',
  namedBy: ['accepts/falsy-values'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
