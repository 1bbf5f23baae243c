import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override body(request: ChatRequest): Record<string, unknown> {
    const first = request.messages.find(({ role }) => role === 'system');
    const messages = request.messages.filter((message) => message.role !== 'system' || message === first);
    return super.body({ ...request, messages });
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'Of what the system says the first message is sent.',
  source: 'autogenhub/autogen#5, run-llama/llama_index#13131: more than one system message was not thought of.',
  namedBy: ['answering/several-system-messages'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
