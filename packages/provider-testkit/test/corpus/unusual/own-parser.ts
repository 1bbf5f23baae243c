import type { ChatRequest, Http } from '@plugboard/core/provider';
import type { UnusualProvider } from '../fault.ts';
import { heronFixtures } from '../wires/heron/fixtures.ts';
import { Heron, heron } from '../wires/heron/heron.ts';

class Unusual extends Heron {
  override async *events(http: Http, request: ChatRequest): AsyncIterable<string> {
    const decoder = new TextDecoder();
    let rest = '';
    let data: string[] = [];
    for await (const piece of http.bytes({ phase: 'chat', url: '/v1/chat/completions', json: this.body(request) })) {
      rest += decoder.decode(piece, { stream: true });
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      if (rest.length > 1_048_576) throw http.failure('chat', { error: { message: 'A line has no end.' } });
      for (const line of lines) {
        if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
        else if (line === '' && data.length > 0) {
          yield data.join('\n');
          data = [];
        }
      }
    }
  }
}

export const unusual: UnusualProvider = {
  says: 'It reads server-sent events by itself, from the raw bytes, by the letter of the standard.',
  source: 'The HTML standard, 9.2.6; many clients have such a parser of their own.',
  fixtures: heronFixtures,
  create: () => heron(Unusual),
};
