import { PlugboardError } from '@plugboard/core/provider';
import type { Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { storkFixtures } from '../wires/stork/fixtures.ts';
import { Stork, stork } from '../wires/stork/stork.ts';

/** Bytes; a longer frame is none of the service. */
const longestFrame = 1_048_576;

class Unusual extends Stork {
  override async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    let rest: Buffer = Buffer.alloc(0);
    for await (const piece of bytes) {
      rest = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
      while (rest.length >= 4) {
        const length = rest.readUInt32BE(0);
        if (length > longestFrame)
          throw new PlugboardError('protocol_error', 'The Stork sent a frame that is too long.');
        if (rest.length < 4 + length) break;
        yield rest.toString('utf8', 4, 4 + length);
        rest = rest.subarray(4 + length);
      }
    }
  }
}

function framed(fixture: Fixture): Fixture {
  const files = { ...fixture.files };
  const exchanges = fixture.exchanges.map((exchange) => {
    const { file } = exchange.response;
    if (file === undefined) return exchange;
    const frames = String(files[file] ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const said = Buffer.from(line);
        const head = Buffer.alloc(4);
        head.writeUInt32BE(said.length);
        return Buffer.concat([head, said]);
      });
    files[file] = Buffer.concat(frames);
    const chunks = frames.map(({ length }) => [0, length] as const);
    const headers = { 'content-type': 'application/octet-stream' };
    return { ...exchange, response: { ...exchange.response, headers, chunks } };
  });
  return { ...fixture, exchanges, files };
}

export const unusual: UnusualProvider = {
  says: 'An answer is a stream of frames, each with its length in four bytes in front.',
  source: 'The event streams of AWS, and gRPC over HTTP.',
  fixtures: storkFixtures.map(framed),
  create: () => stork(Unusual),
};
