import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override body(request: ChatRequest): Record<string, unknown> {
    const files = request.messages.flatMap(({ content }) => content.filter(({ type }) => type !== 'text'));
    const last = request.messages.length - 1;
    const messages = request.messages.map((message, index) => {
      const texts = message.content.filter(({ type }) => type === 'text');
      return { ...message, content: index === last ? [...texts, ...files] : texts };
    });
    return super.body({ ...request, messages });
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'Files of all turns are named in the last one.',
  source: 'reviewed; the site shows files beside the field in which one writes.',
  namedBy: ['media/earlier-turn', 'media/order'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
