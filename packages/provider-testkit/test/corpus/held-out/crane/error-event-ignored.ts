import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneState } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const state: CraneState = { calls: new Map(), thoughts: new Map(), counted: undefined, stopReason: undefined };
    for await (const event of this.events(this.open(call), request)) {
      yield* this.take(event, state);
      if (event.type === 'message_stop') return;
    }
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'The loop has a branch for each event but `error`.',
  source: 'farzaa/clicky#132, Pasta-Devs/Marinara-Engine#2659: an overloaded service looked like a short answer.',
  namedBy: ['errors/in-band'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
