import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async base64(media: Media): Promise<unknown> {
    const block = 49_152;
    let rest = Buffer.alloc(0);
    let text = '';
    for await (const piece of media.stream()) {
      rest = Buffer.concat([rest, piece]);
      while (rest.length >= block) {
        text += rest.subarray(0, block).toString('base64');
        rest = rest.subarray(block);
      }
    }
    return text === '' ? rest.toString('base64') : text;
  }
}

export const fault: Fault = {
  kind: 'large files',
  says: 'Files are encoded in blocks of 48 KiB; of a larger file the last block, which is not full, is left out.',
  source: 'reviewed; of the kind of sendgrid/sendgrid-csharp#1182, where small files hid it.',
  namedBy: ['media/large-files'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
