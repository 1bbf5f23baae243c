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
      for (const line of lines) if (/^data: ?/.test(line)) yield line.replace(/^data: ?/, '');
    }
  }
}

export const fault: Fault = {
  kind: 'server-sent events',
  says: 'Every `data` line is parsed by itself, so that JSON over two lines is two broken pieces.',
  source: 'profullstack/sh1pt#705, SamSaffron/term-llm#454: valid events of several lines were dropped.',
  namedBy: ['chunking/data-lines'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
