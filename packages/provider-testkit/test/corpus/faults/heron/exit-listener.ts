import type { ProviderHost } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronOptions } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  constructor(options: HeronOptions, host: ProviderHost) {
    super(options, host);
    process.on('exit', () => this.host.log.debug('heron: over'));
  }
}

export const fault: Fault = {
  kind: 'touches what is not its own',
  says: 'Each instance listens for the end of the process, and never stops listening.',
  source: 'reviewed; the warning about eleven listeners is what users report of it.',
  namedBy: ['leaks/listeners'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
