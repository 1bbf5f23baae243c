import type { Tokens } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

let shared: Tokens | undefined;

class Faulty extends Raven {
  override makeToken(): Tokens {
    shared ??= super.makeToken();
    return shared;
  }
}

export const fault: Fault = {
  kind: 'tokens',
  says: 'The token is a variable of the module: the second account speaks as the first.',
  source: 'maximem-ai/maximem_synap_sdk#17, benchling/app-examples-python#22: one tenant was signed in as another.',
  namedBy: ['isolation/instances'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
