import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneState } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const state: CraneState = { calls: new Map(), thoughts: new Map(), counted: undefined, stopReason: undefined };
    for await (const event of this.events(http, request)) {
      if (event.type === 'error') throw http.failure('chat', { error: event.error });
      if (event.type !== 'message_stop') yield* this.take(event, state);
    }
    yield* this.finish(state);
  }
}

export const fault: Fault = {
  kind: 'streams of bytes',
  says: 'After the event that ends the answer the body is read on, until the service closes the connection.',
  source: 'ltmoerdani/opencode-copilot-chat#170: answers were complete and did not end.',
  namedBy: ['endings/stays-open'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
