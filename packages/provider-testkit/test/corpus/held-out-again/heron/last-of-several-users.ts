import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    const messages = request.messages.filter(
      ({ role }, index) => role !== 'user' || request.messages[index + 1]?.role !== 'user',
    );
    return super.body({ ...request, messages });
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'Of several messages of the user in a row, only the last one is sent, because roles have to alternate.',
  source: 'CherryHQ/cherry-studio#3998: only the last of adjacent messages of the user was kept.',
  namedBy: ['answering/same-role'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
