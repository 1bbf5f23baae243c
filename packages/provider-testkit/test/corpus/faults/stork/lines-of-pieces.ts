import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    const decoder = new TextDecoder();
    for await (const piece of bytes) {
      for (const line of decoder.decode(piece, { stream: true }).split('\n')) if (line.trim() !== '') yield line;
    }
  }
}

export const fault: Fault = {
  kind: 'streams of bytes',
  says: 'Pieces are split into lines, and a line that is cut between two pieces is two broken ones.',
  source: '0xPlaygrounds/rig#1758: long lines failed with errors of the JSON parser.',
  namedBy: ['chunking/edges', 'chunking/bytes', 'chunking/lines'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
