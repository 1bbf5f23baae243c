import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    const tools = request.tools?.map(({ type, function: { name, description, parameters } }) => ({
      type,
      function: { name, description, parameters },
    }));
    return { ...super.body(request), ...(tools !== undefined && { tools }) };
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'Functions are copied field by field, and `strict` is not among the fields.',
  source: 'Nasiko-Labs/nasiko#165: the function reached the provider without its strict flag.',
  namedBy: ['tools/strict'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
