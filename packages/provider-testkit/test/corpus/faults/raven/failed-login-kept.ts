import type { Tokens } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override makeToken(): Tokens {
    const inner = super.makeToken();
    let first: Promise<string> | undefined;
    return {
      get: (signal) => (first ??= inner.get(signal)),
      reject: (value) => {
        first = undefined;
        inner.reject(value);
      },
    };
  }
}

export const fault: Fault = {
  kind: 'tokens',
  says: 'The promise of the token is kept, also when it was rejected: one bad moment, and every later call fails.',
  source:
    'huggingface/huggingface.js#2494, firebase/firebase-admin-node#3234: a failed load was handed to all who came later.',
  namedBy: ['tokens/failed-load'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
