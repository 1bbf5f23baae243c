import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override body(request: ChatRequest): Record<string, unknown> {
    return super.body({ ...request, messages: request.messages.slice(-1) });
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: "Only the last message is sent: the site knows the rest of its own conversations, not of the caller's.",
  source: 'reviewed; wrappers of chat sites begin like this.',
  namedBy: ['answering/history'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
