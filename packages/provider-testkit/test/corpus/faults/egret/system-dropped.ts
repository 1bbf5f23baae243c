import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override body(request: ChatRequest): Record<string, unknown> {
    return super.body({ ...request, messages: request.messages.filter(({ role }) => role !== 'system') });
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'The role `system` is filtered out, and nothing puts it anywhere else.',
  source: 'vercel-labs/ai-python#267: an adapter dropped system messages.',
  namedBy: ['answering/system-message'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
