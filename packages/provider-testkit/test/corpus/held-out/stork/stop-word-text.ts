import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override parameters({ stop, ...others }: ChatParameters): object {
    return { ...super.parameters(others), ...(stop !== undefined && { stop: [String(stop)] }) };
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'The list of stop words is sent as one text, which a list becomes by itself.',
  source: 'reviewed; `String(list)` puts commas between.',
  namedBy: ['accepts/several-stop-words'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
