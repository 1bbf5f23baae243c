import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    let text = '';
    const rest: ChatEvent[] = [];
    for await (const event of super.stream(request, call)) {
      if (event.type === 'text-delta') text += event.text;
      else rest.push(event);
    }
    if (text !== '') yield { type: 'text-delta', text };
    yield* rest;
  }
}

export const fault: Fault = {
  kind: 'not a stream',
  says: 'The whole text is collected and handed on in one piece.',
  source: 'realcoloride/node_characterai#24: users had to wait until all of the answer was there.',
  namedBy: ['answering/as-it-arrives'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
