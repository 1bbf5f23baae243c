import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override parameters({ stop, ...others }: ChatParameters): object {
    return super.parameters({ ...others, ...(stop !== undefined && { stop: stop.slice(0, 1) }) });
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'The site has one field for a stop word; the first one is put there.',
  source: 'stanford-crfm/helm#948: a service with at most one. What it does not take is to be refused.',
  namedBy: ['accepts/several-stop-words'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
