import type { Call, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override open(call: Call): Http {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    return super.open(call);
  }
}

export const fault: Fault = {
  kind: 'touches what is not its own',
  says: 'A call switches the checks of certificates off, for the whole process.',
  source: 'reviewed; BaseIntelligence/bounty-challenge#240 is a key over a connection that nobody checks.',
  namedBy: ['isolation/environment'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
