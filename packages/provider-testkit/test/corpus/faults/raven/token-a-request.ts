import type { Call, Http, Tokens } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override open(call: Call): Http {
    const token: Tokens = this.makeToken();
    return call.http.with({ baseUrl: 'https://raven.example', token });
  }
}

export const fault: Fault = {
  kind: 'tokens',
  says: 'Each request loads a token of its own.',
  source: 'openfga/js-sdk#26: the users asked for as many tokens as they sent requests.',
  namedBy: ['repeats/one-token'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
