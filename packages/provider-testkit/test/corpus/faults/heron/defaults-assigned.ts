import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

const defaults = {};

class Faulty extends Heron {
  override parameters(parameters: ChatParameters): object {
    return Object.assign(defaults, parameters);
  }
}

export const fault: Fault = {
  kind: 'left over from an earlier call',
  says: 'The parameters of a call are assigned to the defaults of the module, and all later calls send them too.',
  source: 'letta-ai/letta#3379: the settings of one request leaked into the defaults of those that came later.',
  namedBy: ['isolation/nothing-left-over'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
