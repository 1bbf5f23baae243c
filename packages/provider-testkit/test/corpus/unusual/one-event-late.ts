import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { UnusualProvider } from '../fault.ts';
import { heronFixtures } from '../wires/heron/fixtures.ts';
import { Heron, heron } from '../wires/heron/heron.ts';

/** Ends of words wait for the next piece, so that no word is cut. */
class Unusual extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    let held = '';
    for await (const event of super.stream(request, call)) {
      if (event.type !== 'text-delta') {
        if (held !== '') yield { type: 'text-delta', text: held };
        held = '';
        yield event;
        continue;
      }
      const text = held + event.text;
      const end = text.search(/\S*$/);
      if (end > 0) yield { type: 'text-delta', text: text.slice(0, end) };
      held = text.slice(end);
    }
    if (held !== '') yield { type: 'text-delta', text: held };
  }
}

export const unusual: UnusualProvider = {
  says: 'It holds back the end of a word until the next piece has come.',
  source: 'Filters that look for words, such as tags of thinking, hold back what may become one.',
  fixtures: heronFixtures,
  create: () => heron(Unusual),
};
