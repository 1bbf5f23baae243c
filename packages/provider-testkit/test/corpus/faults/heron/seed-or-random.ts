import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override parameters({ seed, ...others }: ChatParameters): object {
    if (seed === undefined) return others;
    return { ...others, seed: seed || Math.floor(this.host.random() * 1_000_000) };
  }
}

export const fault: Fault = {
  kind: 'falsy values',
  says: '`seed || random` replaces the seed 0 by another one.',
  source: 'agno-agi/agno#988: a seed of 0 counted as no seed.',
  namedBy: ['accepts/falsy-values'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
