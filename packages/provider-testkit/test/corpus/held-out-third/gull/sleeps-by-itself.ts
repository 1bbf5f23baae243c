import type { Call } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { gullFixtures } from '../../wires/gull/fixtures.ts';
import { Gull, gull } from '../../wires/gull/gull.ts';

class Faulty extends Gull {
  override pause(_call: Call, asked: number): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, 2_000 + 250 * asked);
    });
  }
}

export const fault: Fault = {
  kind: 'aborts',
  says: 'Between two questions it sleeps with a timer of its own, which no abort ends.',
  source: 'gotgenes/pi-packages#16: the sleep of a poll loop did not know the signal.',
  namedBy: ['abort/between-requests'],
  fixtures: gullFixtures,
  create: () => gull(Faulty),
};
