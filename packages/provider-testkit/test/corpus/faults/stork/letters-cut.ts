import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    let rest = '';
    for await (const piece of bytes) {
      rest += Buffer.from(piece).toString();
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') yield line;
    }
    if (rest.trim() !== '') yield rest;
  }
}

export const fault: Fault = {
  kind: 'streams of bytes',
  says: 'Pieces become text one by one, and a letter between two of them is lost.',
  source: 'ollama/ollama-js#255: letters of other scripts became question marks.',
  namedBy: ['chunking/characters'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
