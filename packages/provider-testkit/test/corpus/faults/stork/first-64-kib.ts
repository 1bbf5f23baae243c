import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async base64(media: Media): Promise<string> {
    for await (const piece of media.stream()) return Buffer.from(piece.subarray(0, 65_536)).toString('base64');
    return '';
  }
}

export const fault: Fault = {
  kind: 'large files',
  says: 'One read of 64 KiB is taken for the whole file.',
  source: 'sendgrid/sendgrid-csharp#1182: a stream was read once, and what was read was not compared with the length.',
  namedBy: ['media/large-files'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
