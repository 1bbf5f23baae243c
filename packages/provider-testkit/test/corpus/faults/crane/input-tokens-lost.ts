import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneEvent, type CraneState } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override *take(event: CraneEvent, state: CraneState): Iterable<ChatEvent> {
    yield* super.take(event, state);
    if (event.type === 'message_delta') state.counted = { input_tokens: 0, ...event.usage };
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'Usage is taken from the event at the end, which has no input tokens; 0 is told for them.',
  source: 'decolua/9router#2209: input and cached tokens stand in the first event, and were lost.',
  namedBy: ['answering/usage', 'answering/usage-counted'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
