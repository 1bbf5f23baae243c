import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override file(source: string | Media): object {
    if (typeof source === 'string' && URL.canParse(source)) return super.file(new URL(source).href);
    return super.file(source);
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'The reference of an upload is parsed as a URL and written anew.',
  source: 'reviewed; `new URL(x).href` changes what it is given: quotes, capitals, bars, and a slash at the end.',
  namedBy: ['media/reference-arrives', 'media/any-reference'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
