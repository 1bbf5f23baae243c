import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven, type RavenEvent, type RavenState } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  #said = 0;

  override *take({ text, ...event }: RavenEvent, state: RavenState): Iterable<ChatEvent> {
    if (text !== undefined && text.length > this.#said) yield { type: 'text-delta', text: text.slice(this.#said) };
    this.#said = event.finish_reason ? 0 : Math.max(this.#said, text?.length ?? 0);
    yield* super.take(event, state);
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'How much was said is counted in the instance, and the count of an answer that was left is not reset.',
  source: 'zhukunpenglinyutong/jetbrains-cc-gui#1205: what one answer had said was subtracted from the next.',
  namedBy: ['abort/next-call', 'isolation/second-call', 'isolation/interleaved'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
