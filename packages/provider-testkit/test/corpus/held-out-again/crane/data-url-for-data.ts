import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { wholeBase64 } from '../../wires/options.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async base64(media: Media): Promise<string> {
    return `data:${media.type};base64,${await wholeBase64(media)}`;
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'Where the service wants base64, a whole `data:` URL is sent.',
  source: 'livekit/agents#3867: the field for base64 held a data URL, and the request was refused.',
  namedBy: ['wire/requests-as-recorded', 'media/bytes-arrive'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
