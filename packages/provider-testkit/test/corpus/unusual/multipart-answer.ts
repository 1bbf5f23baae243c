import type { Http } from '@plugboard/core/provider';
import type { Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { storkFixtures } from '../wires/stork/fixtures.ts';
import { bounded, Stork, stork } from '../wires/stork/stork.ts';

const boundary = 'made-up-boundary';

class Unusual extends Stork {
  override bytes(http: Http, json: object): AsyncIterable<Uint8Array> {
    return http.bytes({ phase: 'chat', url: '/api/chat', json, headers: { accept: 'multipart/mixed' } });
  }

  /** The bodies of the parts; each is one line of JSON, and the boundary ends it. */
  override async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const piece of bounded(bytes)) {
      rest += decoder.decode(piece, { stream: true });
      const parts = rest.split(/\r?\n?--made-up-boundary(?:--)?\r?\n/);
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const body = part.replace(/^[^]*?\r?\n\r?\n/, '').trim();
        if (body !== '') yield body;
      }
    }
  }
}

function inParts(fixture: Fixture): Fixture {
  const files = { ...fixture.files };
  const exchanges = fixture.exchanges.map((exchange) => {
    const { file, chunks: _, ...response } = exchange.response;
    if (file === undefined) return exchange;
    const lines = String(files[file] ?? '')
      .split('\n')
      .filter((line) => line !== '');
    const parts = lines.map((line) => `content-type: application/json\r\n\r\n${line}\r\n--${boundary}`).join('\r\n');
    files[file] = `--${boundary}\r\n${parts}--\r\n`;
    const headers = { 'content-type': `multipart/mixed; boundary=${boundary}` };
    return { ...exchange, response: { ...response, file, headers } };
  });
  return { ...fixture, exchanges, files };
}

export const unusual: UnusualProvider = {
  says: 'An answer comes in parts of `multipart/mixed`, each with headers of its own.',
  source: 'GraphQL over HTTP sends results that are not complete yet so.',
  fixtures: storkFixtures.map(inParts),
  create: () => stork(Unusual),
};
