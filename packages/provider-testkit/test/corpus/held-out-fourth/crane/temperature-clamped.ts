import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override parameters(parameters: ChatParameters): object {
    const { temperature, ...others } = parameters;
    return super.parameters({ ...others, ...(temperature !== undefined && { temperature: Math.min(temperature, 1) }) });
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'A temperature above 1 becomes 1 without a word, because the service takes no more.',
  source: 'odysseus-dev/odysseus#1737: clamped without a warning; vercel/ai#10308 tells it.',
  namedBy: ['accepts/whole-range'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
