import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override body(request: ChatRequest): Promise<object> {
    const last = request.messages.length - 1;
    const messages = request.messages.map((message, index) =>
      index === last ? message : { ...message, content: message.content.filter(({ type }) => type === 'text') },
    );
    return super.body({ ...request, messages });
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'Pictures of earlier turns are left out, to save tokens.',
  source: 'reviewed; programs drop old pictures, and their users ask about the first one.',
  namedBy: ['media/earlier-turn'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
