import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven, type RavenSession } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override expiry({ expiresIn }: RavenSession): number | undefined {
    return expiresIn === undefined ? undefined : this.host.now() + expiresIn;
  }
}

export const fault: Fault = {
  kind: 'tokens',
  says: 'The lifetime is in seconds, and is added to the time in milliseconds.',
  source: 'openfga/js-sdk#26, amadeus4dev/amadeus-node#22: a token of an hour was renewed every four seconds.',
  namedBy: ['tokens/expiry'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
