import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override turn(message: ChatMessage): object {
    const content = message.content.map((part) => (part.type === 'text' ? { ...part, text: part.text.trim() } : part));
    return super.turn({ ...message, content });
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: "White space at the edges of what is said is trimmed, as the site's own page does.",
  source: 'ollama/ollama#7980, csells/flutter_ai_toolkit#50: line ends can be a part of a prompt.',
  namedBy: ['answering/white-space'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
