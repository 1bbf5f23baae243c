import type { Tokens } from '@plugboard/core/provider';
import type { UnusualProvider } from '../fault.ts';
import { ravenFixtures } from '../wires/raven/fixtures.ts';
import { Raven, raven, type RavenOptions } from '../wires/raven/raven.ts';

/** Tokens by the options that they were made with; what nobody uses any more is let go. */
const known = new WeakMap<RavenOptions, Tokens>();

class Unusual extends Raven {
  override makeToken(): Tokens {
    const token = known.get(this.options) ?? super.makeToken();
    known.set(this.options, token);
    return token;
  }
}

export const unusual: UnusualProvider = {
  says: 'Instances with the same options share their token, in a cache of the module.',
  source: 'Client libraries that keep one session for each account.',
  fixtures: ravenFixtures,
  create: () => raven(Unusual),
};
