import type { Call, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override open(call: Call): Http {
    const cookie = Object.entries(this.options.cookies ?? {}).map(([name, value]) => `${name}=${value}`);
    return call.http.with({
      baseUrl: 'https://raven.example',
      token: this.token,
      headers: { cookie: cookie.join('; ') },
    });
  }
}

export const fault: Fault = {
  kind: 'credentials to another origin',
  says: 'The saved cookies go with every request, also to the host that wants the token only.',
  source: "reviewed; undici's advisory CVE-2023-45143 and curl's CVE-2022-27776 are of cookies at the wrong host.",
  namedBy: ['secrets/other-origins'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
