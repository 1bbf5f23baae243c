import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override body({ response_format: _, ...request }: ChatRequest): Record<string, unknown> {
    return super.body(request);
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'The form of the answer is not sent.',
  source: 'elizaOS/eliza#28168: a JSON schema was dropped, and the model was bound by nothing.',
  namedBy: ['formats/schema', 'formats/json-object'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
