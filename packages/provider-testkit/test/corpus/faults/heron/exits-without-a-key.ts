import type { ProviderHost } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronOptions } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  constructor(options: HeronOptions, host: ProviderHost) {
    super(options, host);
    if (options.apiKey === undefined) process.exit(1);
  }
}

export const fault: Fault = {
  kind: 'ends the process',
  says: 'Without a key, `create` prints how to set one and ends the process.',
  source: 'oas-tools/oas-tools#130, sailshq/skipper#79: a library ended the program that used it.',
  namedBy: ['isolation/process-goes-on'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
