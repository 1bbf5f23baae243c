import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override body(request: ChatRequest): Promise<object> {
    return super.body({ ...request, model: request.model.split(':')[0] ?? request.model });
  }
}

export const fault: Fault = {
  kind: 'which model is asked',
  says: 'What stands behind the colon of a model is cut off, and another size of the model answers.',
  source: 'EverMind-AI/Raven#246 cuts at slashes; names of local models have colons.',
  namedBy: ['answering/every-model'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
