import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override message(message: ChatMessage): object {
    return super.message({ ...message, role: message.role === 'system' ? 'user' : message.role });
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'What the system says is sent as if the user had said it.',
  source: 'reviewed; sgl-project/sglang#368 moved a system prompt because the wire has no role for it.',
  namedBy: ['answering/system-message', 'answering/roles'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
