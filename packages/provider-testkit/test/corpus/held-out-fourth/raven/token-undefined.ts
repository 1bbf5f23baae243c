import type { Http, LoadedToken } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override async loadToken(http: Http): Promise<LoadedToken> {
    const { value, expiresAt } = await super.loadToken(http);
    return { value: String(value), expiresAt };
  }
}

export const fault: Fault = {
  kind: 'tokens',
  says: 'An answer without a token, which the login page is, gives the token `undefined`.',
  source: 'krishnaacharyaa/profileFolio#42: requests went out with `Bearer undefined`.',
  namedBy: ['tokens/none'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
