import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override message(message: ChatMessage): object {
    if (message.content.some(({ type }) => type !== 'text')) return super.message(message);
    const text = message.content.map((part) => ('text' in part ? part.text : '')).join('\n');
    return super.message({ ...message, content: [{ type: 'text', text }] });
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'The texts of a message are joined with line ends that nobody wrote.',
  source: 'reviewed; ayunis-core/ayunis-core#820 joins the texts of a message the same way.',
  namedBy: ['answering/white-space'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
