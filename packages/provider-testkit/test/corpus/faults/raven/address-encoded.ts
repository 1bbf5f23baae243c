import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override async upload(file: Media, call: Call): Promise<MediaReference> {
    const { url } = await super.upload(file, call);
    return { url: encodeURI(url) };
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'The reference is encoded again, and its `%2F` becomes `%252F`.',
  source: 'reviewed; a signature in an address does not survive it.',
  namedBy: ['media/reference-arrives', 'media/any-reference'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
