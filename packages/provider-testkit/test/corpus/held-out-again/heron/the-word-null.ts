import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';
import { textOf } from '../../wires/options.ts';

class Faulty extends Heron {
  override message(message: ChatMessage): object {
    if (textOf(message.content) !== '' || message.content.some(({ type }) => type !== 'text'))
      return super.message(message);
    return { ...super.message(message), content: String(null) };
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'A turn without text is sent with the text `null`.',
  source: 'InsForge/InsForge#1787: a result that was null reached the model as the word.',
  namedBy: ['tools/silent-turn'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
