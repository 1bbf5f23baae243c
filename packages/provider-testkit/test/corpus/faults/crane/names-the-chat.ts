import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    yield* super.stream(request, call);
    const content = [{ type: 'text', text: 'Give this conversation a title.' }];
    const json = { model: request.model, max_tokens: 20, messages: [{ role: 'user', content }] };
    await this.open(call)
      .json({ phase: 'chat', url: '/v1/messages', json })
      .catch(() => undefined);
  }
}

export const fault: Fault = {
  kind: 'goes on after the end',
  says: 'After the answer a title for the conversation is asked for, while the caller already has the end.',
  source: 'reviewed; chat programs ask for titles, and a provider is none.',
  namedBy: ['endings/nothing-after', 'wire/known-requests'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
