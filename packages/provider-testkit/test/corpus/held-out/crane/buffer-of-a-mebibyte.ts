import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async base64(media: Media): Promise<string> {
    const buffer = Buffer.alloc(1_048_576);
    let length = 0;
    for await (const piece of media.stream()) length += Buffer.from(piece).copy(buffer, length);
    return buffer.toString('base64', 0, length);
  }
}

export const fault: Fault = {
  kind: 'large files',
  says: 'A file is copied into a buffer of 1 MiB; what does not fit is left out.',
  source: 'akamai/NetStorageKit-Node#23: large files were cut off, and the answer was 200 all the same.',
  namedBy: ['media/large-files'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
