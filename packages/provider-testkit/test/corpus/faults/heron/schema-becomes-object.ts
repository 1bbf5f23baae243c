import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    const body = super.body(request);
    return request.response_format === undefined ? body : { ...body, response_format: { type: 'json_object' } };
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'A schema is asked for as any JSON.',
  source: 'reviewed; NousResearch/hermes-agent#33885 ignored the schema and answered anything.',
  namedBy: ['formats/schema'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
