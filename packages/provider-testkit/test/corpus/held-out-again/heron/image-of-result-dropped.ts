import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override message(message: ChatMessage): object {
    if (message.role !== 'tool') return super.message(message);
    return super.message({ ...message, content: message.content.filter(({ type }) => type === 'text') });
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'Of the result of a tool, only texts are sent; its pictures are dropped.',
  source: 'charmbracelet/fantasy#208: results with media were dropped without a word.',
  namedBy: ['tools/result-files'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
