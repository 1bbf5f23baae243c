import { createHmac } from 'node:crypto';
import type { Call, Http, UnsignedRequest } from '@plugboard/core/provider';
import type { UnusualProvider } from '../fault.ts';
import { ravenFixtures } from '../wires/raven/fixtures.ts';
import { Raven, raven, site } from '../wires/raven/raven.ts';

class Unusual extends Raven {
  override open(call: Call): Http {
    return call.http.with({ baseUrl: site, token: this.token, sign });
  }
}

async function sign({ method, url, headers, body }: UnsignedRequest): Promise<Record<string, string>> {
  // The token is the secret that both sides know.
  const mac = createHmac('sha256', headers.get('authorization') ?? '').update(`${method} ${url.pathname}\n`);
  for await (const piece of body()) mac.update(piece);
  return { 'x-body-signature': mac.digest('base64') };
}

export const unusual: UnusualProvider = {
  says: 'Forms with files are signed over all of their bytes, with the token as the key.',
  source: 'Sites whose apps sign what they send, and webhooks, which are signed like this.',
  fixtures: ravenFixtures,
  create: () => raven(Unusual),
};
