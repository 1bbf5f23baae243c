import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  readonly #messages: object[] = [];

  override body(request: ChatRequest): Record<string, unknown> {
    this.#messages.push(...request.messages.map((message) => this.message(message)));
    return { ...super.body(request), messages: this.#messages };
  }
}

export const fault: Fault = {
  kind: 'left over from an earlier call',
  says: 'The instance keeps the conversation, and appends what a new call says to it.',
  source: 'OpenMind/OM1#2077, mem0ai/mem0#5301: a list of messages that is made once is shared by all calls.',
  namedBy: ['isolation/nothing-left-over'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
