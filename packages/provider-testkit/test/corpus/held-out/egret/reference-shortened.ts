import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override file(source: string | Media): object {
    return super.file(typeof source === 'string' ? (source.split('/').at(-1) ?? source) : source);
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'Of the address that the upload gave only the last part is sent, as an id.',
  source: 'reviewed; an id and an address of the same file are not the same to a service.',
  namedBy: ['media/reference-arrives'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
