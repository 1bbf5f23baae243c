import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override parameters({ stop, ...others }: ChatParameters): object {
    return { ...super.parameters(others), ...(stop !== undefined && { stop_sequences: [stop.join(',')] }) };
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'Stop words are joined to one text with commas.',
  source: 'reviewed; the option was one text before it became a list.',
  namedBy: ['accepts/several-stop-words'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
