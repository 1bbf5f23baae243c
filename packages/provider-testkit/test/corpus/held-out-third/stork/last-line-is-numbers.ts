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
  says: 'The line that says `done` is read for its numbers only; what else stands in it is lost.',
  source: '0xPlaygrounds/rig#1308: calls in the line with done were ignored.',
  namedBy: ['answering/last-content'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
