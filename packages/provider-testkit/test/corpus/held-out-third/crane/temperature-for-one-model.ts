import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async body(request: ChatRequest): Promise<Record<string, unknown>> {
    const { temperature, ...body } = await super.body(request);
    return { ...body, ...(temperature !== undefined && request.model !== 'crane-white' && { temperature }) };
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'For one model the temperature is left out without a word, though it is declared for all.',
  source: 'BerriAI/litellm documentation: drop_params leaves out what a model does not take, and nobody is told.',
  namedBy: ['accepts/every-model'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
