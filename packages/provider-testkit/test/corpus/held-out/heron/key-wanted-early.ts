import { PlugboardError, type ProviderHost } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronOptions } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  constructor(options: HeronOptions, host: ProviderHost) {
    super(options, host);
    if (options.apiKey === undefined) throw new PlugboardError('auth_missing', 'Set HERON_API_KEY.');
  }
}

export const fault: Fault = {
  kind: 'laziness',
  says: 'Without a key an instance cannot even be made.',
  source: 'reviewed; most official clients throw in their constructor.',
  namedBy: ['laziness/create-without-credentials'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
