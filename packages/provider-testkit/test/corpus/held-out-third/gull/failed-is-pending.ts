import type { Fault } from '../../fault.ts';
import { gullFixtures } from '../../wires/gull/fixtures.ts';
import { Gull, gull, type GullJob } from '../../wires/gull/gull.ts';

class Faulty extends Gull {
  override isPending({ state }: GullJob): boolean {
    return state !== 'done';
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'Everything that is not done is taken for running; a job that failed is asked about until nobody wants to wait.',
  source: 'symfony/ai#2082: the loop waited for success only, and a failed task never ended it.',
  namedBy: ['errors/ended-job'],
  fixtures: gullFixtures,
  create: () => gull(Faulty),
};
