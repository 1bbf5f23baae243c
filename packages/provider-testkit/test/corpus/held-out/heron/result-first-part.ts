import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override message(message: ChatMessage): object {
    const content = message.role === 'tool' ? message.content.slice(0, 1) : message.content;
    return super.message({ ...message, content });
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'Of a result with several texts only the first is sent.',
  source: 'AstrBotDevs/AstrBot#6211, google/adk-python#606: `content[0]` was all that the model saw.',
  namedBy: ['tools/result-parts'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
