import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override body(request: ChatRequest): Record<string, unknown> {
    return super.body({ ...request, messages: request.messages.filter(({ role }) => role !== 'system') });
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'The site has turns of two kinds, so what the system says is left out.',
  source: 'vercel-labs/ai-python#267: system messages were dropped without a word.',
  namedBy: ['answering/system-message'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
