import type { ChatMessage, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    const messages = request.messages as ChatMessage[];
    const [first] = messages;
    if (first?.role === 'system') messages[0] = { ...first, content: [...first.content] };
    else messages.unshift({ role: 'system', content: [{ type: 'text', text: 'You are a heron.' }] });
    return super.body(request);
  }
}

export const fault: Fault = {
  kind: 'touches what is not its own',
  says: 'A system prompt is put into the list of messages that the provider was given.',
  source: "GenAI-Security-Project/finbot-ctf#71: the caller's request was overwritten in place.",
  namedBy: ['isolation/request-is-kept'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
