import type { FinishReason } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override reason(word: string): FinishReason {
    const reason = super.reason(word);
    return reason === 'other' ? 'stop' : reason;
  }
}

export const fault: Fault = {
  kind: 'finish reasons',
  says: 'Any finish reason that is not known is told as a proper stop.',
  source: 'Pushkinist/rMLX#240: a catch-all laundered failures into success.',
  namedBy: ['answering/unknown-finish-reason'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
