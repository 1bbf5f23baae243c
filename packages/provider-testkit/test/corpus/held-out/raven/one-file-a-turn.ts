import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override turn(message: ChatMessage): object {
    const first = message.content.find(({ type }) => type !== 'text');
    return super.turn({
      ...message,
      content: message.content.filter((part) => part.type === 'text' || part === first),
    });
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'The site takes one file a turn, so the others are left out.',
  source: 'reviewed; what a service does not take is to be refused.',
  namedBy: ['media/several'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
