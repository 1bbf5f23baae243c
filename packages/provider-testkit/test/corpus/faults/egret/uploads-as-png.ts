import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override upload(media: Media, call: Call): Promise<MediaReference> {
    const { kind, name, size } = media;
    return super.upload(
      { kind, name, size, type: 'image/png', stream: () => media.stream(), bytes: () => media.bytes() },
      call,
    );
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'Uploads are sent under one type.',
  source: '1jehuang/jcode#465: several sources of pictures called each one a PNG.',
  namedBy: ['media/types', 'media/type-arrives'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
