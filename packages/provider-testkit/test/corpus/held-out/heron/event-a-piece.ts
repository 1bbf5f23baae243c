import type { ChatRequest, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *events(http: Http, request: ChatRequest): AsyncIterable<string> {
    const decoder = new TextDecoder();
    for await (const piece of http.bytes({ phase: 'chat', url: '/v1/chat/completions', json: this.body(request) })) {
      for (const line of decoder.decode(piece, { stream: true }).split('\n')) {
        if (line.startsWith('data: ')) yield line.slice(6);
      }
    }
  }
}

export const fault: Fault = {
  kind: 'server-sent events',
  says: 'Each piece of the body is read as if it were whole lines.',
  source: 'spiceai/spiceai#12588, clidey/whodb#972: an event that came in two packets was dropped.',
  namedBy: ['chunking/lines', 'chunking/edges', 'chunking/bytes'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
