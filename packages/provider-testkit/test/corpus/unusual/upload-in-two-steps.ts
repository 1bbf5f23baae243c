import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { ravenFixtures } from '../wires/raven/fixtures.ts';
import { Raven, raven } from '../wires/raven/raven.ts';

interface Ticket {
  readonly uploadUrl: string;
  readonly ticket: string;
  readonly url: string;
}

class Unusual extends Raven {
  override async upload(file: Media, call: Call): Promise<MediaReference> {
    const json = { name: file.name, type: file.type };
    const { uploadUrl, ticket, url } = (await this.open(call).json({
      phase: 'upload',
      url: '/api/files',
      json,
    })) as Ticket;
    await call.http.json({ phase: 'upload', url: uploadUrl, form: { ticket, file } });
    return { url };
  }
}

function inTwoSteps(exchange: Exchange): readonly Exchange[] {
  if (exchange.phase !== 'upload') return [exchange];
  const { form: _, ...request } = exchange.request;
  const uploadUrl = 'https://store.raven-files.example/in';
  const json = { uploadUrl, ticket: 'ticket-1', url: 'https://files.raven.example/a|b/cat.png?sig=x%2Fy' };
  return [
    {
      phase: 'upload',
      request: { ...request, json: { name: 'cat.png', type: 'image/png' } },
      response: { status: 200, json },
    },
    {
      phase: 'upload',
      request: {
        method: 'POST',
        url: uploadUrl,
        form: { ticket: 'ticket-1', file: { file: 'cat.png', type: 'image/png' } },
      },
      response: { status: 200, json: { stored: true } },
    },
  ];
}

export const unusual: UnusualProvider = {
  says: 'A file is announced to the service and sent to another host, which gets no credential.',
  source: 'Presigned uploads: one host gives the address, another one takes the file.',
  fixtures: ravenFixtures.map((fixture): Fixture => ({ ...fixture, exchanges: fixture.exchanges.flatMap(inTwoSteps) })),
  create: () => raven(Unusual),
};
