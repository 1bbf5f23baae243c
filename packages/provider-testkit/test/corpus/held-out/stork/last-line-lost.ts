import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { bounded, Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const piece of bounded(bytes)) {
      rest += decoder.decode(piece, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') yield line;
    }
  }
}

export const fault: Fault = {
  kind: 'streams of bytes',
  says: 'What stands behind the last line end is never read.',
  source: 'decolua/9router#3545, coleam00/Archon#1158: a last line without its end took the finish with it.',
  namedBy: ['chunking/last-line'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
