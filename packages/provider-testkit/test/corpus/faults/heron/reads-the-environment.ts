import type { Call, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override open(call: Call): Http {
    const key = process.env['HERON_API_KEY'] ?? this.options.apiKey;
    if (key === undefined) return super.open(call);
    return call.http.with({ baseUrl: 'https://api.heron.example', headers: { authorization: `Bearer ${key}` } });
  }
}

export const fault: Fault = {
  kind: 'touches what is not its own',
  says: 'Each call reads the key from the environment anew, past the options.',
  source: 'reviewed; MervinPraison/PraisonAI#4488 reads the environment where a key was given.',
  namedBy: ['isolation/environment'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
