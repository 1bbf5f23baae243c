import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async file(source: string | Media): Promise<object> {
    if (typeof source === 'string' || source.kind === 'pdf') return super.file(source);
    return { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: await this.base64(source) } };
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'Files are sent as `image/jpeg`, for that is what photographs are.',
  source: 'vybestack/llxprt-code#2130: the service looked at the bytes and refused them.',
  namedBy: ['media/type-arrives', 'media/types'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
