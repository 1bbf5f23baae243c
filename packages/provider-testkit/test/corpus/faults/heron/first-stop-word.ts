import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override parameters({ stop, ...others }: ChatParameters): object {
    return { ...others, ...(stop !== undefined && { stop: stop[0] }) };
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'Of several stop words the first one is sent.',
  source: 'reviewed; stanford-crfm/helm#948 is of a service that takes one only.',
  namedBy: ['accepts/several-stop-words'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
