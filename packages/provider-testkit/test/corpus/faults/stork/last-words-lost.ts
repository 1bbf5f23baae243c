import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, type StorkLine, type StorkState } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override *take(line: StorkLine, state: StorkState): Iterable<ChatEvent> {
    if (line.done === true) yield this.finish(line, state);
    else yield* super.take(line, state);
  }
}

export const fault: Fault = {
  kind: 'streams of bytes',
  says: 'The line that says `done` is read for its numbers only; text and calls in it are lost.',
  source:
    'jhd3197/Prompture#90, 0xPlaygrounds/rig#1308, QuantumNous/new-api#7252: some models put words or calls into the last line.',
  namedBy: ['answering/last-content'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
