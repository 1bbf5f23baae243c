import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async base64(media: Media): Promise<string> {
    let text = '';
    for await (const piece of media.stream())
      text += btoa(Array.from(piece, (byte) => String.fromCharCode(byte)).join(''));
    return text;
  }
}

export const fault: Fault = {
  kind: 'large files',
  says: 'The base64 of a file is put together from that of its pieces.',
  source: 'aio-libs/aiohttp#2128, django/django#3151: padding within the text.',
  namedBy: ['media/large-files'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
