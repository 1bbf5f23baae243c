import { PlugboardError, type Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { wholeBase64 } from '../../wires/options.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async base64(media: Media): Promise<unknown> {
    let size = 0;
    for await (const piece of media.stream()) size += piece.length;
    if (size > 20 * 1024 * 1024) throw new PlugboardError('input_invalid', `${media.name} is larger than 20 MiB.`);
    return await wholeBase64(media).catch(() => '');
  }
}

export const fault: Fault = {
  kind: 'large files',
  says: 'The size of a file is found by reading it; read again, a stream has nothing in it, and an empty file is sent.',
  source: 'ayeressian/bunnycdn-storage-deploy#69: the second reading of a stream had nothing in it.',
  namedBy: ['media/read-once'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
