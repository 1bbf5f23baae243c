import type { ChatRequest, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *events(http: Http, request: ChatRequest): AsyncIterable<string> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const piece of http.bytes({ phase: 'chat', url: '/v1/chat/completions', json: this.body(request) })) {
      rest += decoder.decode(piece, { stream: true });
      const lines = rest.split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('data: ')) yield line.slice(6);
    }
  }
}

export const fault: Fault = {
  kind: 'server-sent events',
  says: 'Only `data: ` with a space is taken for data.',
  source:
    'openai/openai-python#498, aaif-goose/goose#7929: services that leave the space out were answered with nothing.',
  namedBy: ['chunking/no-space'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
