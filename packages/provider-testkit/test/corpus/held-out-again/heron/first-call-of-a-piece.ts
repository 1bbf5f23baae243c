import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronDelta, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override *delta(delta: HeronDelta, state: HeronState): Iterable<ChatEvent> {
    yield* super.delta({ ...delta, tool_calls: delta.tool_calls?.slice(0, 1) ?? null }, state);
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'Of the calls in a piece of the answer, only the first one is read.',
  source: 'endolith/open-interpreter#315: the second of two calls side by side was dropped.',
  namedBy: ['tools/together'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
