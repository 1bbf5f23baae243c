import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, heronModels } from '../../wires/heron/heron.ts';

const names = new Map([
  ['heron-large', 'heron-large'],
  ['heron-small', 'heron-small'],
]);

class Faulty extends Heron {
  override model(model: string): string {
    return names.get(model) ?? 'heron-large';
  }
}

export const fault: Fault = {
  kind: 'which model is asked',
  says: 'A table translates names; the models that were added later are not in it and become the default.',
  source: 'hackclub/ai#72: without the vendor in front, another model answered.',
  namedBy: ['answering/every-model'],
  fixtures: heronFixtures,
  create: () => heron(Faulty, { models: [...heronModels, { id: 'heron-night' }] }),
};
