import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { wholeBase64 } from '../../wires/options.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

const encoded = new Map<string, string>();

class Faulty extends Crane {
  override async base64(media: Media): Promise<string> {
    const key = `${media.name} ${media.size ?? ''}`;
    const known = encoded.get(key) ?? (await wholeBase64(media));
    encoded.set(key, known);
    return known;
  }
}

export const fault: Fault = {
  kind: 'files mixed up',
  says: 'What was encoded once is kept under name and size, which two files of a camera may share.',
  source: 'probe-rs/probe-rs#4192, synacktiv/ntdissector#10: a cache has to look at the contents.',
  namedBy: ['media/same-name'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
