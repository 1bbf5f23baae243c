import type { Call, Http } from '@plugboard/core/provider';
import type { Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { egretFixtures } from '../wires/egret/fixtures.ts';
import { Egret, egret } from '../wires/egret/egret.ts';

class Unusual extends Egret {
  override open(call: Call): Http {
    const http = super.open(call);
    const { apiKey = '' } = this.options;
    const headers = {
      'x-egret-key': apiKey,
      authorization: `Basic ${Buffer.from(`egret:${apiKey}`).toString('base64')}`,
    };
    return http.with({ baseUrl: 'https://egret.example', headers });
  }
}

export const unusual: UnusualProvider = {
  says: 'The key goes in two headers, in one of them encoded.',
  source: 'Gateways in front of a service ask for a credential of their own.',
  fixtures: egretFixtures satisfies readonly Fixture[],
  create: () => egret(Unusual),
};
