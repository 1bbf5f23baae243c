import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override parameters(parameters: ChatParameters): object {
    return Object.fromEntries(Object.entries(parameters).filter(([, value]) => Boolean(value)));
  }
}

export const fault: Fault = {
  kind: 'falsy values',
  says: 'Parameters are compacted with `filter(Boolean)`, which takes every 0 away.',
  source: 'agno-agi/agno#988: temperature and seed were both treated as not given when they were 0.',
  namedBy: ['accepts/falsy-values'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
