import { PlugboardError, type ChatParameters } from '@plugboard/core/provider';
import type { UnusualProvider } from '../fault.ts';
import { craneFixtures } from '../wires/crane/fixtures.ts';
import { Crane, crane } from '../wires/crane/crane.ts';

class Unusual extends Crane {
  override parameters(parameters: ChatParameters): object {
    if ((parameters.stop?.length ?? 0) > 1) {
      throw new PlugboardError('unsupported', 'The Crane stops at one word only; give one.');
    }
    return super.parameters(parameters);
  }
}

export const unusual: UnusualProvider = {
  says: 'The service stops at one word, so several are refused.',
  source: 'stanford-crfm/helm#948: a service with at most one stop sequence.',
  fixtures: craneFixtures,
  create: () => crane(Unusual),
};
