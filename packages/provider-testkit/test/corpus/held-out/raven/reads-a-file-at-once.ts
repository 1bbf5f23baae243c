import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ProviderHost } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven, type RavenOptions } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  constructor(options: RavenOptions, host: ProviderHost) {
    super(options, host);
    try {
      readFileSync(join(homedir(), '.ravenrc'), 'utf8');
    } catch {
      // There are no settings.
    }
  }
}

export const fault: Fault = {
  kind: 'touches what is not its own',
  says: '`create` reads a file of settings from the home of the user.',
  source: 'reviewed; tools of a command line do so, a library has options.',
  namedBy: ['laziness/create-touches-nothing'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
