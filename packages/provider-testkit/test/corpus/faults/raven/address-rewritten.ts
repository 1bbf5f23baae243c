import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override turn(message: ChatMessage): object {
    const content = message.content.map((part) =>
      'source' in part && typeof part.source === 'string' ? { ...part, source: new URL(part.source).href } : part,
    );
    return super.turn({ ...message, content });
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'The reference of an upload is put through `new URL`, which encodes what the service did not.',
  source: 'reviewed; references hold bars and other letters that are no part of a URL.',
  namedBy: ['media/reference-arrives', 'media/any-reference'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
