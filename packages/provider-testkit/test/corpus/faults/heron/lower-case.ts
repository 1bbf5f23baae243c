import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, heronModels } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override model(model: string): string {
    return model.toLowerCase();
  }
}

export const fault: Fault = {
  kind: 'which model is asked',
  says: 'Names of models are sent in lower case, also to a service that tells case apart.',
  source: 'RooCodeInc/Roo-Code#524: a name with capitals was refused as unknown.',
  namedBy: ['answering/every-model'],
  fixtures: heronFixtures,
  create: () => heron(Faulty, { models: [...heronModels, { id: 'Heron-XL' }] }),
};
