import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    const decoder = new TextDecoder();
    for await (const piece of bytes) yield decoder.decode(piece);
  }
}

export const fault: Fault = {
  kind: 'streams of bytes',
  says: 'Each piece of the body is taken for one line of JSON.',
  source:
    '0xPlaygrounds/rig#1758, sourcegraph/cody#3481: with a fast model two lines came in one piece, and the chat froze.',
  namedBy: ['chunking/one-piece', 'chunking/edges', 'chunking/bytes'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
