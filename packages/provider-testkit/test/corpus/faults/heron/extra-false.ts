import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override extra({ safe_mode, ...others }: Readonly<Record<string, unknown>>): object {
    return { ...others, ...(safe_mode ? { safe_mode: true } : {}) };
  }
}

export const fault: Fault = {
  kind: 'falsy values',
  says: 'An option that is switched off is left out, so that the default of the service, which is on, stays.',
  source: 'reviewed; the same check as in BerriAI/litellm#822, for a boolean.',
  namedBy: ['accepts/falsy-values'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
