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
      for (const line of lines) {
        const [field, value = ''] = line.split(': ');
        if (field === 'data') yield value;
      }
    }
  }
}

export const fault: Fault = {
  kind: 'server-sent events',
  says: 'Lines are split at every `: `, and what follows the second one is lost.',
  source: 'ai-forever/gigachat-js#12: text with a colon and a space broke the JSON, and the process.',
  namedBy: ['answering/any-answer', 'answering/text'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
