import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneEvent, type CraneState } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override *take(event: CraneEvent, state: CraneState): Iterable<ChatEvent> {
    const before = state.counted?.input_tokens ?? 0;
    yield* super.take(event, state);
    if (event.type === 'message_delta' && event.usage?.input_tokens !== undefined) {
      state.counted = { ...state.counted, input_tokens: before + event.usage.input_tokens };
    }
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'Tokens of the prompt that both the first and the last event tell are added up.',
  source: 'modelbus/one-api-pro#13: usage of message_start and message_delta was accumulated.',
  namedBy: ['answering/usage', 'answering/usage-repeated'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
