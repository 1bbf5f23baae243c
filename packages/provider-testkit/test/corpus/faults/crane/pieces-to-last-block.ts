import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneDelta, type CraneState } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override *delta(index: number, delta: CraneDelta | undefined, state: CraneState): Iterable<ChatEvent> {
    if (delta?.partial_json) {
      yield { type: 'tool-call-delta', index: Math.max(state.calls.size - 1, 0), arguments: delta.partial_json };
    } else yield* super.delta(index, delta, state);
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'Arguments go to the call that began last, not to that of their block.',
  source: 'crmne/ruby_llm#711: pieces of two calls were put together into one text.',
  namedBy: ['tools/parallel'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
