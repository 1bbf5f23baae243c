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
      for (const line of lines) if (line !== '') yield line.replace(/^data: ?/, '');
    }
  }
}

export const fault: Fault = {
  kind: 'server-sent events',
  says: 'Whatever is no blank line is taken for data, comments that keep the connection alive too.',
  source:
    'reviewed; gateways send `: PROCESSING` while a model is loaded, and labring/FastGPT#798 has a line of code for it.',
  namedBy: ['chunking/comments'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
