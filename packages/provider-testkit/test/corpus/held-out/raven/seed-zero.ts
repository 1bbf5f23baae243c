import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override parameters({ seed, ...others }: ChatParameters): object {
    return { ...super.parameters(others), ...(seed ? { random_seed: seed } : {}) };
  }
}

export const fault: Fault = {
  kind: 'falsy values',
  says: 'The seed 0 is taken for no seed.',
  source: 'agno-agi/agno#988: a seed of 0 was treated as not given.',
  namedBy: ['accepts/falsy-values'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
