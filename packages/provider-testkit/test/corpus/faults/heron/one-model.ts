import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override model(_model: string): string {
    return 'heron-large';
  }
}

export const fault: Fault = {
  kind: 'which model is asked',
  says: 'The name of the large model is written into the request, whatever was asked for.',
  source: 'hackclub/ai#82: models that were not known were silently answered by another one.',
  namedBy: ['answering/every-model'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
