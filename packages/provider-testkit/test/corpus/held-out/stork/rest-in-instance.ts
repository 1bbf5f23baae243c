import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  #rest = '';

  override async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    const decoder = new TextDecoder();
    for await (const piece of bytes) {
      this.#rest += decoder.decode(piece, { stream: true });
      const lines = this.#rest.split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') yield line;
    }
    if (this.#rest.trim() !== '') yield this.#rest;
    this.#rest = '';
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'The rest of a line is a field of the provider.',
  source: 'Ironclad/rivet#249: a buffer that is shared mixes the answers of two calls.',
  namedBy: ['isolation/interleaved'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
