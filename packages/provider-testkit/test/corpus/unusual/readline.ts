import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { UnusualProvider } from '../fault.ts';
import { storkFixtures } from '../wires/stork/fixtures.ts';
import { Stork, stork } from '../wires/stork/stork.ts';

class Unusual extends Stork {
  override async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    const input = Readable.from(bytes, { objectMode: false, highWaterMark: 16_384 });
    let failure: unknown;
    input.on('error', (error) => (failure = error));
    let half = '';
    try {
      for await (const line of createInterface({ input, crlfDelay: Infinity })) {
        if (line.trim() === '') continue;
        // The last line of a body that was cut off is none.
        if (!line.trimEnd().endsWith('}')) half = line;
        else yield half + line;
      }
    } finally {
      input.destroy();
    }
    if (failure !== undefined) throw failure;
  }
}

export const unusual: UnusualProvider = {
  says: "It reads lines with Node's readline.",
  source: 'The documentation of node:readline reads streams so.',
  fixtures: storkFixtures,
  create: () => stork(Unusual),
};
