import type { ProviderHost } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven, type RavenOptions } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  constructor(options: RavenOptions, host: ProviderHost) {
    super(options, host);
    this.token.get(new AbortController().signal).catch(() => undefined);
  }
}

export const fault: Fault = {
  kind: 'laziness',
  says: 'Making an instance signs in, so that the first call is faster.',
  source: 'reviewed; bot protection counts sign-ins, and most instances are never called.',
  namedBy: ['laziness/create-is-quiet'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
