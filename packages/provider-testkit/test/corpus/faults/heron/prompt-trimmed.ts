import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override message(message: ChatMessage): object {
    const content = message.content.map((part) => (part.type === 'text' ? { ...part, text: part.text.trim() } : part));
    return super.message({ ...message, content });
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'Prompts are trimmed, and code loses the indentation of its first line.',
  source: 'ollama/ollama#7980: trimmed prompts changed answers; sigoden/aichat#1055: indentation was lost.',
  namedBy: ['answering/white-space'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
