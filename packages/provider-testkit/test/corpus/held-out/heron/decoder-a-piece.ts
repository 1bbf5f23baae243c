import type { ChatRequest, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *events(http: Http, request: ChatRequest): AsyncIterable<string> {
    let rest = '';
    for await (const piece of http.bytes({ phase: 'chat', url: '/v1/chat/completions', json: this.body(request) })) {
      rest += new TextDecoder().decode(piece);
      const lines = rest.split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trim();
    }
  }
}

export const fault: Fault = {
  kind: 'streams of bytes',
  says: 'Each piece is decoded by a decoder of its own, and a character that is cut becomes two question marks.',
  source: 'mastra-ai/mastra#20216, simstudioai/sim#3068: letters beyond ASCII were broken at the edges of packets.',
  namedBy: ['chunking/characters'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
