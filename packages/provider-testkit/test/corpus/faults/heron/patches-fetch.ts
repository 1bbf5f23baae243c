import type { ProviderHost } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronOptions } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  constructor(options: HeronOptions, host: ProviderHost) {
    super(options, host);
    const original = globalThis.fetch;
    globalThis.fetch = (input, init) => original(input, { signal: AbortSignal.timeout(60_000), ...init });
  }
}

export const fault: Fault = {
  kind: 'touches what is not its own',
  says: '`create` replaces the global `fetch` by one with a timeout.',
  source: 'cohere-ai/cohere-typescript#113, ProvableHQ/sdk#956: other libraries in the process broke.',
  namedBy: ['laziness/create-touches-nothing'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
