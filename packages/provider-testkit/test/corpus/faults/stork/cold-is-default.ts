import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override parameters({ temperature, ...others }: ChatParameters): object {
    return { ...super.parameters(others), ...(temperature !== undefined && { temperature: temperature || 0.8 }) };
  }
}

export const fault: Fault = {
  kind: 'falsy values',
  says: '`temperature || 0.8` gives the default for 0.',
  source: 'promptfile/promptfile#399: temperature 0 was skipped and replaced by 1.',
  namedBy: ['accepts/falsy-values'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
