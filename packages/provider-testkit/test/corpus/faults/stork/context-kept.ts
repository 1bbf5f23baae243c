import type { ChatMessage, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  #system: ChatMessage | undefined;

  override body(request: ChatRequest): Promise<object> {
    this.#system = request.messages.find(({ role }) => role === 'system') ?? this.#system;
    const has = request.messages.some(({ role }) => role === 'system');
    const messages = has || this.#system === undefined ? request.messages : [this.#system, ...request.messages];
    return super.body({ ...request, messages });
  }
}

export const fault: Fault = {
  kind: 'left over from an earlier call',
  says: 'The first system message is kept for the instance, for later calls that have none.',
  source: 'ggml-org/whisper.cpp#3784, letta-ai/letta#3379: settings of one request stayed for the next.',
  namedBy: ['isolation/nothing-left-over'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
