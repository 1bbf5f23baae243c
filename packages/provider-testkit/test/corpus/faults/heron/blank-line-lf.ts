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
      const events = rest.split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const lines = event.split('\n').filter((line) => line.startsWith('data:'));
        if (lines.length > 0) yield lines.map((line) => line.slice(5).trimStart()).join('\n');
      }
    }
  }
}

export const fault: Fault = {
  kind: 'server-sent events',
  says: 'Events end at `\\n\\n` alone; where lines end in CR LF, none ever ends.',
  source: 'The standard of server-sent events has three line ends; feathersjs/feathers#3643 splits like this.',
  namedBy: ['chunking/line-ends'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
