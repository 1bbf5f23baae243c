import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, heronModels } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override model(model: string): string {
    return model.split('/').at(-1) ?? model;
  }
}

export const fault: Fault = {
  kind: 'which model is asked',
  says: "Of a model's name only what follows the last slash is sent.",
  source: 'EverMind-AI/Raven#246, musistudio/claude-code-router#1624: names with a slash of their own were cut.',
  namedBy: ['answering/every-model'],
  fixtures: heronFixtures,
  create: () => heron(Faulty, { models: [...heronModels, { id: 'nest/heron-tiny' }] }),
};
