import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override format(): unknown {
    return 'json';
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'The schema of an answer is sent as `json`, any JSON.',
  source: 'NousResearch/hermes-agent#33885, elizaOS/eliza#28168: the schema was dropped.',
  namedBy: ['formats/schema'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
