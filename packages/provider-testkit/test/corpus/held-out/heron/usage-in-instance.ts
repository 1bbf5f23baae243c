import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  #usage: HeronState['usage'];

  override *finish(state: HeronState): Iterable<ChatEvent> {
    this.#usage = state.usage ?? this.#usage;
    yield* super.finish({ ...state, usage: this.#usage });
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'The last usage is kept in the instance, and told for an answer of which the service told none.',
  source: 'reviewed; of the kind of oracle/langchain-oracle#256.',
  namedBy: ['answering/usage-counted', 'isolation/interleaved'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
