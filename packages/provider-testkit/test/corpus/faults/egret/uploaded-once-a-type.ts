import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  readonly #uploaded = new Map<string, MediaReference>();

  override async upload(media: Media, call: Call): Promise<MediaReference> {
    const key = `${media.type} ${media.size ?? 0}`;
    const known = this.#uploaded.get(key) ?? (await super.upload(media, call));
    this.#uploaded.set(key, known);
    return known;
  }
}

export const fault: Fault = {
  kind: 'files mixed up',
  says: 'Uploads are kept by type and size.',
  source: 'pixelsdb/pixels#524: a key that two files can share.',
  namedBy: ['media/same-name'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
