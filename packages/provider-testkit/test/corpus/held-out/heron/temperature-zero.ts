import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override parameters({ temperature, ...others }: ChatParameters): object {
    return { ...others, ...(temperature ? { temperature } : {}) };
  }
}

export const fault: Fault = {
  kind: 'falsy values',
  says: 'A temperature of 0 is left out, because `if (temperature)` takes it for none.',
  source:
    'promptfoo/promptfoo#7323, BerriAI/litellm#822: the most predictable answer was asked for, and the default came.',
  namedBy: ['accepts/falsy-values'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
