import { createHash } from 'node:crypto';
import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  readonly #uploaded = new Map<string, MediaReference>();

  override async upload(media: Media, call: Call): Promise<MediaReference> {
    const hash = createHash('sha256');
    for await (const piece of media.stream()) {
      hash.update(piece.subarray(0, 1024));
      break;
    }
    const key = hash.digest('hex');
    const known = this.#uploaded.get(key);
    if (known !== undefined) return known;
    const reference = await super.upload(media, call);
    this.#uploaded.set(key, reference);
    return reference;
  }
}

export const fault: Fault = {
  kind: 'files mixed up',
  says: 'Whether a file was uploaded before is told by a digest of its first kibibyte, which pictures of one camera share.',
  source: 'reviewed; a digest of the beginning is what many tools take for large files.',
  namedBy: ['media/same-name'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
