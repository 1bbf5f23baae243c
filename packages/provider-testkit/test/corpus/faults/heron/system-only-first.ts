import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    const messages = request.messages.filter(({ role }, index) => role !== 'system' || index === 0);
    return super.body({ ...request, messages });
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'A system message counts at the start only; what the system says later is left out.',
  source:
    'langchain-ai/langchain#20835, biocypher/biochatter#292: a system message in the middle was no case that was thought of.',
  namedBy: ['answering/several-system-messages'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
