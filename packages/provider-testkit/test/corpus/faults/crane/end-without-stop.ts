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
      if (event.type === 'message_stop') break;
      yield* this.take(event, state);
    }
    yield* this.finish({ ...state, stopReason: state.stopReason ?? 'end_turn' });
  }
}

export const fault: Fault = {
  kind: 'cut off',
  says: 'When the body is over, the answer is over, with or without the event that says so.',
  source:
    'griffinwork40/agent-afk#635, GCWing/OpenBitFun#2038: a relay that closed the connection made a complete answer of half a one.',
  namedBy: ['endings/cut-off'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
