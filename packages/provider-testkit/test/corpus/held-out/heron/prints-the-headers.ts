import type { Call, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override open(call: Call): Http {
    process.stderr.write(`heron: authorization: Bearer ${this.options.apiKey ?? ''}\n`);
    return super.open(call);
  }
}

export const fault: Fault = {
  kind: 'output and secrets',
  says: 'The headers are printed, with the key in them.',
  source: 'sieblyio/binance#39: the options of each request were printed with the API key.',
  namedBy: ['secrets/console'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
