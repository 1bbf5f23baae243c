import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven, type RavenSession } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override expiry({ expiresIn }: RavenSession): number | undefined {
    return expiresIn === undefined ? undefined : Date.now() + expiresIn * 1000;
  }
}

export const fault: Fault = {
  kind: 'tokens',
  says: "The end of the token is computed with the clock of the machine instead of the client's.",
  source: 'reviewed; a client has a clock of its own, so that time can be told to it.',
  namedBy: ['tokens/expiry'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
