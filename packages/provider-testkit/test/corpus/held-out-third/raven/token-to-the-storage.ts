import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { Exchange } from '../../../../src/fixtures/fixture.ts';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

interface Ticket {
  readonly uploadUrl: string;
  readonly url: string;
}

const uploadUrl = 'https://store.raven-files.example/in';

function inTwoSteps(exchange: Exchange): readonly Exchange[] {
  if (exchange.phase !== 'upload') return [exchange];
  const { form: _, ...request } = exchange.request;
  const json = { uploadUrl, url: 'https://files.raven.example/a|b/cat.png?sig=x%2Fy' };
  const form = { file: { file: 'cat.png', type: 'image/png' } };
  return [
    {
      phase: 'upload',
      request: { ...request, json: { name: 'cat.png', type: 'image/png' } },
      response: { status: 200, json },
    },
    { phase: 'upload', request: { method: 'POST', url: uploadUrl, form }, response: { status: 200, json: {} } },
  ];
}

class Faulty extends Raven {
  override async upload(file: Media, call: Call): Promise<MediaReference> {
    const json = { name: file.name, type: file.type };
    const { uploadUrl, url } = (await this.open(call).json({ phase: 'upload', url: '/api/files', json })) as Ticket;
    const headers = { authorization: `Bearer ${await this.current(call)}` };
    await call.http.json({ phase: 'upload', url: uploadUrl, form: { file }, headers });
    return { url };
  }

  /** The token as text, for requests that are put together by hand. */
  async current(call: Call): Promise<string> {
    return (await this.loadToken(call.http)).value;
  }
}

export const fault: Fault = {
  kind: 'credentials to another origin',
  says: 'The storage that takes the file is another host, and gets the token of the account with it.',
  source: 'minio/minio#5630 and others: requests to presigned addresses carried a second credential.',
  namedBy: ['secrets/other-origins'],
  fixtures: ravenFixtures.map((fixture) => ({ ...fixture, exchanges: fixture.exchanges.flatMap(inTwoSteps) })),
  create: () => raven(Faulty),
};
