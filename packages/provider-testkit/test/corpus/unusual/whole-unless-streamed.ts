import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { UnusualProvider } from '../fault.ts';
import { craneFixtures } from '../wires/crane/fixtures.ts';
import { Crane, crane } from '../wires/crane/crane.ts';

class Unusual extends Crane {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    if (request.stream) return yield* super.stream(request, call);
    const events: ChatEvent[] = [];
    for await (const event of super.stream(request, call)) events.push(event);
    yield* events;
  }
}

export const unusual: UnusualProvider = {
  says: 'Where nobody reads piece by piece, it hands the answer on when it is complete.',
  source: 'What `ChatRequest.stream` is for.',
  fixtures: craneFixtures,
  create: () => crane(Unusual),
};
