import { createHash } from 'node:crypto';
import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import { sampleFile } from '../../../src/conformance/stage/sample-file.ts';
import type { Exchange, Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { ravenFixtures } from '../wires/raven/fixtures.ts';
import { Raven, raven } from '../wires/raven/raven.ts';

class Unusual extends Raven {
  override async upload(file: Media, call: Call): Promise<MediaReference> {
    const hash = createHash('sha256');
    for await (const piece of file.stream()) hash.update(piece);
    const digest = hash.digest('hex');
    const headers = { 'content-type': file.type, 'x-file-name': encodeURIComponent(file.name) };
    const request = {
      phase: 'upload',
      method: 'PUT',
      url: `/api/blobs/sha256-${digest}`,
      body: file,
      headers,
    } as const;
    const { url } = (await this.open(call).json(request)) as { readonly url: string };
    return { url };
  }
}

const digest = createHash('sha256').update(sampleFile('image', 'cat')).digest('hex');

function underItsHash(exchange: Exchange): Exchange {
  if (exchange.phase !== 'upload') return exchange;
  const { form: _, ...request } = exchange.request;
  const url = `https://raven.example/api/blobs/sha256-${digest}`;
  const headers = { ...request.headers, 'content-type': 'image/png', 'x-file-name': 'cat.png' };
  return { ...exchange, request: { ...request, method: 'PUT', url, headers, body: { file: 'cat.png' } } };
}

export const unusual: UnusualProvider = {
  says: 'A file is stored under the digest of its contents, which is part of the address.',
  source: 'Stores of blobs, such as those of container registries and of models on the own machine.',
  fixtures: ravenFixtures.map((fixture): Fixture => ({ ...fixture, exchanges: fixture.exchanges.map(underItsHash) })),
  create: () => raven(Unusual),
};
