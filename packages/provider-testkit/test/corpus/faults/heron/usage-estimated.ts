import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronDelta, type HeronState } from '../../wires/heron/heron.ts';

const lengths = new WeakMap<HeronState, number>();

class Faulty extends Heron {
  override *delta(delta: HeronDelta, state: HeronState): Iterable<ChatEvent> {
    lengths.set(state, (lengths.get(state) ?? 0) + (delta.content ?? '').length);
    yield* super.delta(delta, state);
  }

  override *finish(state: HeronState): Iterable<ChatEvent> {
    const outputTokens = Math.ceil((lengths.get(state) ?? 0) / 4);
    yield* super.finish({ ...state, usage: state.usage ?? { inputTokens: 0, outputTokens } });
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'Where the service counted nothing, a quarter of the characters is told as tokens.',
  source: 'NousResearch/hermes-agent#12067: a fallback that estimates tokens from characters.',
  namedBy: ['answering/usage-counted'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
