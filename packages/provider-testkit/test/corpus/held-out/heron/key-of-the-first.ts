import type { Call, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

let firstKey: string | undefined;

class Faulty extends Heron {
  override open(call: Call): Http {
    const http = super.open(call);
    firstKey ??= this.options.apiKey;
    return http.with({ baseUrl: 'https://api.heron.example', headers: { authorization: `Bearer ${firstKey ?? ''}` } });
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'A module keeps the client that it made first, with the key of the first user, for all users.',
  source:
    'enliven17/talos-stellar#165, MervinPraison/PraisonAI#4488: the cached client ignored that the key was another one.',
  namedBy: ['isolation/instances'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
