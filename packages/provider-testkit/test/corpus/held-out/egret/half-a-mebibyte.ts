import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override upload(media: Media, call: Call): Promise<MediaReference> {
    const { kind, name, type } = media;
    const limit = 524_288;
    async function* first(): AsyncIterable<Uint8Array> {
      let read = 0;
      for await (const piece of media.stream()) {
        yield piece.subarray(0, limit - read);
        read += piece.length;
        if (read >= limit) return;
      }
    }
    return super.upload(
      { kind, name, type, size: Math.min(media.size ?? limit, limit), stream: first, bytes: () => media.bytes() },
      call,
    );
  }
}

export const fault: Fault = {
  kind: 'large files',
  says: 'A file is read up to the size that the documents allow, and the rest is left out without a word.',
  source: 'akamai/NetStorageKit-Node#23: uploads were cut, and nobody was told.',
  namedBy: ['media/large-files'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
