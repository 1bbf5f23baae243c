import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

const decoder = new TextDecoder();

class Faulty extends Stork {
  override async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    let rest = '';
    for await (const piece of bytes) {
      rest += decoder.decode(piece, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') yield line;
    }
    if (rest.trim() !== '') yield rest;
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'One decoder for text, made once for the module, is fed by all streams.',
  source: 'reviewed; a decoder keeps half a character, and lobehub/lobehub#18805 keeps one for its life.',
  namedBy: ['isolation/interleaved'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
