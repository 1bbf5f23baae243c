import type { ProviderHost } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronOptions } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  constructor(options: HeronOptions, host: ProviderHost) {
    super(options, host);
    if (options.apiKey !== undefined) process.env['HERON_API_KEY'] = options.apiKey;
  }
}

export const fault: Fault = {
  kind: 'touches what is not its own',
  says: '`create` writes the key into the environment, for a library that reads it there.',
  source: 'microsoft/graphrag#1828: keys of one call stayed in the process and were used by later ones.',
  namedBy: ['laziness/create-touches-nothing'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
