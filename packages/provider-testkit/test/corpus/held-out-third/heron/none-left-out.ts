import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    const { tool_choice, ...body } = super.body(request);
    return { ...body, ...(tool_choice !== undefined && tool_choice !== 'none' && { tool_choice }) };
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'That no tool may be called is left out, while the tools stay declared, so the model may call any.',
  source: 'Nasiko-Labs/nasiko#165: a tool choice of none was not sent, and the tools were.',
  namedBy: ['tools/choice'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
