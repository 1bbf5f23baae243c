import type { ChatRequest, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *events(http: Http, request: ChatRequest): AsyncIterable<string> {
    const decoder = new TextDecoder();
    let rest = '';
    let data = '';
    for await (const piece of http.bytes({ phase: 'chat', url: '/v1/chat/completions', json: this.body(request) })) {
      rest += decoder.decode(piece, { stream: true });
      const lines = rest.split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('data:')) data = line.slice(5).trimStart();
        else if (line === '' && data !== '') {
          yield data;
          data = '';
        }
      }
    }
  }
}

export const fault: Fault = {
  kind: 'server-sent events',
  says: 'Of several `data` lines of one event only the last is kept.',
  source: 'open-metadata/OpenMetadata#28945, milady-ai/milady#1653: each line overwrote the one before.',
  namedBy: ['chunking/data-lines'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
