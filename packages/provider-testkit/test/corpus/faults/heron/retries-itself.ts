import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return yield* super.stream(request, call);
      } catch (error) {
        if (attempt === 3 || call.signal.aborted) throw error;
      }
    }
  }
}

export const fault: Fault = {
  kind: 'repeats',
  says: 'The provider asks up to three times by itself, on top of what core repeats.',
  source: 'corsairdev/corsair#1375: retries within retries made 24 requests of one.',
  namedBy: ['repeats/core-only'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
