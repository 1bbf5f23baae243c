import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { UnusualProvider } from '../fault.ts';
import { storkFixtures } from '../wires/stork/fixtures.ts';
import { bounded, Stork, stork } from '../wires/stork/stork.ts';

class Unusual extends Stork {
  override async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    const input = Readable.from(bounded(bytes), { objectMode: false, highWaterMark: 16_384 });
    let failure: unknown;
    const lines = createInterface({ input, crlfDelay: Infinity });
    // It hands on errors of its input; with no listener they would end the process.
    for (const source of [input, lines]) source.on('error', (error) => (failure = error));
    let half = '';
    try {
      for await (const line of lines) {
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
