import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronCallPiece, type HeronDelta, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  readonly #parts = new Map<number, HeronCallPiece[]>();

  override *delta(delta: HeronDelta, state: HeronState): Iterable<ChatEvent> {
    for (const piece of delta.tool_calls ?? []) {
      this.#parts.set(piece.index, [...(this.#parts.get(piece.index) ?? []), piece]);
    }
    yield* super.delta({ ...delta, tool_calls: null }, state);
  }

  override *finish(state: HeronState): Iterable<ChatEvent> {
    for (const pieces of this.#parts.values()) for (const piece of pieces) yield this.callPiece(piece);
    this.#parts.clear();
    yield* super.finish(state);
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'Ids of tool calls are counted and kept in the instance, so that the pieces of one answer are taken for those of another.',
  source: 'oracle/langchain-oracle#256: a tool call of one conversation was handed to another one.',
  namedBy: ['isolation/interleaved'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
