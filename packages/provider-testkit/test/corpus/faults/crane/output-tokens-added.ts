import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneEvent, type CraneState } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override *take(event: CraneEvent, state: CraneState): Iterable<ChatEvent> {
    const before = state.counted?.output_tokens ?? 0;
    yield* super.take(event, state);
    if (event.type === 'message_delta') {
      state.counted = { ...state.counted, output_tokens: before + (event.usage?.output_tokens ?? 0) };
    }
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'The output tokens of each event are added up, though each is the sum so far.',
  source: 'envoyproxy/ai-gateway#2239, docker/docker-agent#1855: cumulative numbers were added.',
  namedBy: ['answering/usage'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
