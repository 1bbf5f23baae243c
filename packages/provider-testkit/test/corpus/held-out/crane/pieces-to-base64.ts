import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async base64(media: Media): Promise<string> {
    const texts: string[] = [];
    for await (const piece of media.stream()) texts.push(Buffer.from(piece).toString('base64'));
    return texts.join('');
  }
}

export const fault: Fault = {
  kind: 'large files',
  says: 'Each piece of a file becomes base64 of its own; a file of several pieces is broken.',
  source: 'aio-libs/aiohttp#2128, Resgrid/Dispatch#139: pieces whose length is no multiple of three.',
  namedBy: ['media/large-files'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
