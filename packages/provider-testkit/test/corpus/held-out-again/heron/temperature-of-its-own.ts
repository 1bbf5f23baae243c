import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override parameters(parameters: ChatParameters): object {
    return { temperature: 0.7, ...parameters };
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'Without a temperature of the caller, one that the author likes is sent.',
  source: 'SynapseKit/SynapseKit#773: 0.7 was sent where the caller had said something else.',
  namedBy: ['wire/requests-as-recorded'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
