import type { Call, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

let installed = false;

class Faulty extends Stork {
  override open(call: Call): Http {
    if (!installed) process.on('unhandledRejection', () => undefined);
    installed = true;
    return super.open(call);
  }
}

export const fault: Fault = {
  kind: 'touches what is not its own',
  says: 'The first call installs a handler for all rejections of the process, so that none of them ends it.',
  source: 'typicode/please-upgrade-node#20 has such a handler as advice.',
  namedBy: ['leaks/listeners'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
