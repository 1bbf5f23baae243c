import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronDelta, type HeronState } from '../../wires/heron/heron.ts';

const latest = new WeakMap<HeronState, number>();

class Faulty extends Heron {
  override *delta(delta: HeronDelta, state: HeronState): Iterable<ChatEvent> {
    const pieces = (delta.tool_calls ?? []).map((piece) => {
      if (piece.id) latest.set(state, piece.index);
      return { ...piece, index: latest.get(state) ?? piece.index };
    });
    yield* super.delta({ ...delta, tool_calls: pieces }, state);
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'A piece without an id belongs to the call that began last, whatever its index.',
  source:
    'QwenLM/Qwen-Agent#943, maximhq/bifrost#1829: of interleaved calls one stayed incomplete, and the other got both.',
  namedBy: ['tools/parallel'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
