import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven, type RavenSession } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override expiry({ expiresIn }: RavenSession): number | undefined {
    return expiresIn === undefined ? undefined : this.host.now() + expiresIn * 1000 * 1000;
  }
}

export const fault: Fault = {
  kind: 'tokens',
  says: 'The lifetime is multiplied by a thousand twice: an hour becomes six weeks.',
  source: 'eclipse-vertx/vertx-auth#269: an end in seconds was compared with a time in milliseconds, and never came.',
  namedBy: ['tokens/expiry'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
