import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override message(message: ChatMessage): object {
    const last = message.content.findLastIndex(({ type }) => type !== 'text');
    return super.message({
      ...message,
      content: message.content.filter(({ type }, at) => type === 'text' || at === last),
    });
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'The last picture of a message replaces the ones before.',
  source: 'reviewed; AstrBotDevs/AstrBot#6211 is the same with the first one.',
  namedBy: ['media/several'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
