import type { Http, LoadedToken } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  #last: string | undefined;

  override async loadToken(http: Http): Promise<LoadedToken> {
    const old = this.#last === undefined ? {} : { authorization: `Bearer ${this.#last}` };
    const loaded = await super.loadToken({ ...http, with: (defaults) => http.with({ ...defaults, headers: old }) });
    this.#last = loaded.value;
    return loaded;
  }
}

export const fault: Fault = {
  kind: 'credentials to another origin',
  says: 'Once there is a token, it is sent along when the next one is asked for, to the host that knows cookies only.',
  source: 'alpha-omega-security/scrutineer#670, Smana/runlore#177: headers that belong to one host went to another.',
  namedBy: ['secrets/other-origins'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
