import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override extra({ use_search, ...others }: Readonly<Record<string, unknown>>): object {
    return use_search ? { ...others, use_search } : others;
  }
}

export const fault: Fault = {
  kind: 'falsy values',
  says: 'A switch that is off is not sent, and the site searches all the same.',
  source: 'reviewed; of the kind of promptfoo/promptfoo#7323.',
  namedBy: ['accepts/falsy-values'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
