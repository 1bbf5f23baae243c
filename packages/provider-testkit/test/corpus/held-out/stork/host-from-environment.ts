import type { ProviderHost } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, type StorkOptions } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  constructor(options: StorkOptions, host: ProviderHost) {
    super({ ...options, baseUrl: options.baseUrl ?? process.env['STORK_HOST'] }, host);
  }
}

export const fault: Fault = {
  kind: 'touches what is not its own',
  says: '`create` reads the address from the environment, past the options of the plugin.',
  source: 'reviewed; every client of such a server does so, and two instances cannot differ.',
  namedBy: ['laziness/create-touches-nothing'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
