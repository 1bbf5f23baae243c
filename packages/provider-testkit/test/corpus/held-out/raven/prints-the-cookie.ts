import { info } from 'node:console';
import type { Http, LoadedToken } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override loadToken(http: Http): Promise<LoadedToken> {
    info('raven: signing in with', this.options.cookies);
    return super.loadToken(http);
  }
}

export const fault: Fault = {
  kind: 'output and secrets',
  says: 'The cookies that are sent are printed, to find out why a login fails.',
  source: 'sieblyio/binance#39, OpenSourceFellows/amplify-back-end#162: what was printed held the key.',
  namedBy: ['secrets/console'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
