import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, type StorkLine, type StorkState } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  readonly #state: StorkState = { calls: 0 };

  override *take(line: StorkLine, _state: StorkState): Iterable<ChatEvent> {
    yield* super.take(line, this.#state);
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'Tool calls are counted in the instance and not in the answer.',
  source: 'oracle/langchain-oracle#256: state of one stream in the provider of all.',
  namedBy: ['tools/events', 'isolation/interleaved', 'isolation/second-call'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
