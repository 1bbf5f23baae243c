import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override async upload(file: Media, call: Call): Promise<MediaReference> {
    const pieces: Uint8Array[] = [];
    for await (const piece of file.stream()) pieces.push(piece);
    const bytes = Buffer.concat(pieces).subarray(0, 1_048_576);
    const { kind, name, type } = file;
    const once = async function* (): AsyncIterable<Uint8Array> {
      yield await Promise.resolve(bytes);
    };
    return super.upload(
      { kind, name, type, size: bytes.length, stream: once, bytes: () => Promise.resolve(bytes) },
      call,
    );
  }
}

export const fault: Fault = {
  kind: 'large files',
  says: 'The site takes files of 1 MiB, so larger ones are cut to it.',
  source: 'akamai/NetStorageKit-Node#23: a file that was too large was cut, and the upload succeeded.',
  namedBy: ['media/large-files'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
