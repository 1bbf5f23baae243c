import type { ChatRequest, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *events(http: Http, request: ChatRequest): AsyncIterable<string> {
    const decoder = new TextDecoder();
    let rest = '';
    const json = this.body(request);
    for await (const piece of http.bytes({ phase: 'chat', url: '/v1/chat/completions', json })) {
      rest += decoder.decode(piece, { stream: true }).replace(/\r\n?/g, '\n');
      const events = rest.split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const lines = event.split('\n').filter((line) => line.startsWith('data:'));
        if (lines.length > 0) yield lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n');
      }
    }
  }
}

export const fault: Fault = {
  kind: 'server-sent events',
  says: 'Ends of lines are unified piece by piece, and a CR at the end of one with an LF at the start of the next is two.',
  source: 'rexxars/eventsource-parser#17, kaitranntt/ccs#1359: a CRLF over two pieces ended the event early.',
  namedBy: ['chunking/line-ends-apart'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
