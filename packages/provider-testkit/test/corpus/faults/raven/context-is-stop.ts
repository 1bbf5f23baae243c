import type { FinishReason } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override reason(word: string): FinishReason {
    return word === 'length' ? 'length' : 'stop';
  }
}

export const fault: Fault = {
  kind: 'finish reasons',
  says: 'The word for a full context is not known to the provider and becomes a proper stop.',
  source: 'antonyrag/ragleap-core#336, Pushkinist/rMLX#240: what was cut looked complete.',
  namedBy: ['answering/finish-reason', 'answering/unknown-finish-reason'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
