import { setTimeout as pause } from 'node:timers/promises';
import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    try {
      yield* super.stream(request, call);
    } catch (error) {
      if (call.signal.aborted || Reflect.get(Object(error), 'status') !== 503) throw error;
      await pause(20);
      yield* super.stream(request, call);
    }
  }
}

export const fault: Fault = {
  kind: 'repeats',
  says: 'When the service is overloaded, the provider waits by itself and asks again.',
  source: 'corsairdev/corsair#1375, Gitlawb/zero#132: every layer has its own retries.',
  namedBy: ['repeats/core-only'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
