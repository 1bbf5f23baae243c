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
      yield* lines;
    }
    if (rest !== '') yield rest;
  }
}

export const fault: Fault = {
  kind: 'streams of bytes',
  says: 'A blank line, which keeps a connection alive, is parsed as JSON and ends the call.',
  source: 'CodingTrain/Bizarro-Devin#87: the lines of a piece were parsed without a look at what they are.',
  namedBy: ['chunking/blank-lines'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
