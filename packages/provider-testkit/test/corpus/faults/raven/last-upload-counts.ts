import type { Call, ChatMessage, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  #last = '';

  override async upload(file: Media, call: Call): Promise<MediaReference> {
    const reference = await super.upload(file, call);
    this.#last = reference.url;
    return reference;
  }

  override turn(message: ChatMessage): object {
    const content = message.content.map((part) => ('source' in part ? { ...part, source: this.#last } : part));
    return super.turn({ ...message, content });
  }
}

export const fault: Fault = {
  kind: 'files mixed up',
  says: 'The chat names the file that was uploaded last, whichever its message has.',
  source: 'reviewed; one field for what may be several.',
  namedBy: ['media/several', 'media/earlier-turn', 'isolation/fifty-calls'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
