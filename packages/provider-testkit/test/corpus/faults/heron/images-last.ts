import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override message(message: ChatMessage): object {
    const texts = message.content.filter(({ type }) => type === 'text');
    const files = message.content.filter(({ type }) => type !== 'text');
    return super.message({ ...message, content: [...texts, ...files] });
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'All texts come first and all pictures after them, so that no caption stands at its picture.',
  source: 'earendil-works/pi#8579, ayunis-core/ayunis-core#820: interleaved texts and images were sorted by type.',
  namedBy: ['media/order'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
