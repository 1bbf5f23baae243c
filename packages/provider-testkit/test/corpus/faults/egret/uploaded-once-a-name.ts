import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  readonly #uploaded = new Map<string, Promise<MediaReference>>();

  override upload(media: Media, call: Call): Promise<MediaReference> {
    const known = this.#uploaded.get(media.name);
    if (known !== undefined) return known;
    const upload = super.upload(media, call);
    this.#uploaded.set(media.name, upload);
    upload.catch(() => this.#uploaded.delete(media.name));
    return upload;
  }
}

export const fault: Fault = {
  kind: 'files mixed up',
  says: 'A file that was uploaded once is not uploaded again; it is known by its name.',
  source:
    'kekingcn/kkFileView#64, RocketChat/Rocket.Chat.iOS#2585: the first file of a name was shown for all later ones.',
  namedBy: ['media/same-name'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
