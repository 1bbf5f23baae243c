import type { ChatRequest, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class LineSplitter {
  #rest = '';

  split(text: string): readonly string[] {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    return lines;
  }
}

const lineSplitter = new LineSplitter();

class Faulty extends Heron {
  override async *events(http: Http, request: ChatRequest): AsyncIterable<string> {
    const decoder = new TextDecoder();
    for await (const piece of http.bytes({ phase: 'chat', url: '/v1/chat/completions', json: this.body(request) })) {
      for (const line of lineSplitter.split(decoder.decode(piece, { stream: true }))) {
        if (line.startsWith('data:')) yield line.slice(5).trim();
      }
    }
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'One splitter of lines, with its rest of a line, serves all streams.',
  source: 'Ironclad/rivet#249: a global line splitter shared its buffer between streams.',
  namedBy: ['isolation/interleaved'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
