import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override message(message: ChatMessage): object {
    const sent = super.message(message);
    return message.role === 'tool' ? { ...sent, content: JSON.stringify(message.content) } : sent;
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'The parts of a result are sent as JSON of the parts, which the model then reads.',
  source: 'InsForge/InsForge#1788: the model answered from the wrapper instead of the result.',
  namedBy: ['tools/result-parts', 'wire/requests-as-recorded'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
