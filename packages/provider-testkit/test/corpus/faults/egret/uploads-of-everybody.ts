import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

const uploaded = new Map<string, MediaReference>();

class Faulty extends Egret {
  override async upload(media: Media, call: Call): Promise<MediaReference> {
    const known = uploaded.get(media.name) ?? (await super.upload(media, call));
    uploaded.set(media.name, known);
    return known;
  }
}

export const fault: Fault = {
  kind: 'files mixed up',
  says: 'Uploads are remembered for the whole module: the file of one account is named to another one.',
  source: 'reviewed; of the kind of enliven17/talos-stellar#165.',
  namedBy: ['isolation/instances', 'media/same-name'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
