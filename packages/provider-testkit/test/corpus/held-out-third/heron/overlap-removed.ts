import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronDelta, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  #said = '';

  override *delta(delta: HeronDelta, state: HeronState): Iterable<ChatEvent> {
    const text = delta.content ?? '';
    if (text !== '' && this.#said.endsWith(text)) return;
    this.#said = text === '' ? this.#said : text;
    yield* super.delta(delta, state);
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'A piece that repeats the end of the one before is taken for sent twice, and dropped.',
  source: 'diegosouzapw/OmniRoute#3762: a guard against doubled pieces swallowed pieces that were meant.',
  namedBy: ['answering/repeated-pieces'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
