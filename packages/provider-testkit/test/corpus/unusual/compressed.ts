import { Readable } from 'node:stream';
import { createGunzip, gzipSync } from 'node:zlib';
import { PlugboardError, type Http } from '@plugboard/core/provider';
import type { Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { storkFixtures } from '../wires/stork/fixtures.ts';
import { Stork, stork } from '../wires/stork/stork.ts';

class Unusual extends Stork {
  override async *bytes(http: Http, json: object): AsyncIterable<Uint8Array> {
    const body = Readable.from(super.bytes(http, json), { objectMode: false });
    const unzipped = createGunzip();
    // An error of the body ends the text as well.
    body.on('error', (error) => unzipped.destroy(error));
    try {
      for await (const piece of body.pipe(unzipped)) yield piece as Uint8Array;
    } catch (error) {
      const isBroken = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
      throw isBroken ? new PlugboardError('stream_truncated', 'The compressed answer broke off.') : error;
    } finally {
      body.destroy();
      unzipped.destroy();
    }
  }
}

function compressed(fixture: Fixture): Fixture {
  const files = { ...fixture.files };
  const exchanges = fixture.exchanges.map((exchange) => {
    const { file } = exchange.response;
    if (file === undefined) return exchange;
    files[file] = gzipSync(String(files[file] ?? ''));
    const { chunks: _, ...response } = exchange.response;
    return { ...exchange, response: { ...response, headers: { 'content-type': 'application/gzip' } } };
  });
  return { ...fixture, exchanges, files };
}

export const unusual: UnusualProvider = {
  says: 'The body of an answer is a compressed file of lines.',
  source: 'Services that store answers, and hand out the stored file.',
  fixtures: storkFixtures.map(compressed),
  create: () => stork(Unusual),
};
