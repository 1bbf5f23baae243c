import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven, type RavenEvent, type RavenState } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  readonly #state: RavenState = { text: '' };

  override *take(event: RavenEvent, _state: RavenState): Iterable<ChatEvent> {
    yield* super.take(event, this.#state);
    if (event.finish_reason) this.#state.text = '';
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'The text so far is a field of the instance.',
  source: 'oracle/langchain-oracle#256, mlc-ai/web-llm#522: words of two answers were mixed.',
  namedBy: ['isolation/second-call', 'isolation/interleaved'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
