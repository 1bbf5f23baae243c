import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { UnusualProvider } from '../fault.ts';
import { craneFixtures } from '../wires/crane/fixtures.ts';
import { Crane, crane } from '../wires/crane/crane.ts';

class Unusual extends Crane {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    for await (const event of super.stream(request, call)) {
      if (event.type !== 'text-delta') yield event;
      else for (const text of event.text) yield { type: 'text-delta', text };
    }
  }
}

export const unusual: UnusualProvider = {
  says: 'It hands text on letter by letter.',
  source: 'Programs that smooth streams for the eye do so.',
  fixtures: craneFixtures,
  create: () => crane(Unusual),
};
