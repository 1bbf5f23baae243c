import type { ContentPart } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override parts(content: readonly ContentPart[]): readonly object[] {
    return super.parts(content.toSorted((one, other) => Number(one.type === 'text') - Number(other.type === 'text')));
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'Files are put in front of all texts.',
  source: 'unicef/adt-studio#222, earendil-works/pi#8579: the order of texts and pictures was lost.',
  namedBy: ['media/order'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
