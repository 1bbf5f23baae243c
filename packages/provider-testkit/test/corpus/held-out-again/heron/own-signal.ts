import type { Call, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override open(call: Call): Http {
    return super.open({ ...call, http: this.host.http });
  }
}

export const fault: Fault = {
  kind: 'aborts',
  says: 'Requests are sent with a signal of their own, which nobody ever fires.',
  source: 'earendil-works/pi#8586: an abort was not looked at until the answer was over.',
  namedBy: ['abort/waiting', 'abort/reading', 'abort/leaving'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
