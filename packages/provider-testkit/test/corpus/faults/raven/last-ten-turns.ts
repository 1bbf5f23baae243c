import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override body(request: ChatRequest): Record<string, unknown> {
    return super.body({ ...request, messages: request.messages.slice(-10) });
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'Of a long conversation the last ten turns are sent.',
  source: 'reviewed; a window of turns is in most programs for chats, and it is theirs.',
  namedBy: ['answering/long-history'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
