import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override expiry(): undefined {
    return undefined;
  }
}

export const fault: Fault = {
  kind: 'tokens',
  says: 'When the token ends is not looked at; it is used until the service refuses it.',
  source: 'cyrusagents/cyrus#1070: a token was never renewed, and the service stood still after two days.',
  namedBy: ['tokens/expiry'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
