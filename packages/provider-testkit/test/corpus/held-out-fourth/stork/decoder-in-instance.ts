import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, bounded } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  readonly #decoder = new TextDecoder();

  override async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    let rest = '';
    for await (const piece of bounded(bytes)) {
      rest += this.#decoder.decode(piece, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') yield line;
    }
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'The decoder for text is a field of the instance, and two streams feed it half letters in turns.',
  source: 'Ironclad/rivet#249: what one stream has left over is read into another one.',
  namedBy: ['isolation/interleaved'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
