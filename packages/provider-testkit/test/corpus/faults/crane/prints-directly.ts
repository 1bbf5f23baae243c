import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override body(request: ChatRequest): Promise<Record<string, unknown>> {
    process.stdout.write(`crane: ${request.model} is asked\n`);
    return super.body(request);
  }
}

export const fault: Fault = {
  kind: 'output and secrets',
  says: 'A warning about a new model is written to the standard output.',
  source: 'GridPlus/gridplus-sdk#328: what was left of debugging stood between the lines of the program.',
  namedBy: ['secrets/console'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
