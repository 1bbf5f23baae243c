import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override message(message: ChatMessage): object {
    if (message.role !== 'assistant') return super.message(message);
    const content = message.content.map((part) =>
      part.type === 'text' ? part : { type: 'text' as const, text: '[image omitted]' },
    );
    return super.message({ ...message, content });
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'Pictures in turns of the assistant are replaced by a remark that there was one.',
  source: 'NousResearch/hermes-agent#97077: pictures of the assistant were replayed as a marker text.',
  namedBy: ['media/assistant-turn'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
