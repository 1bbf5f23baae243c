import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async file(given: string | Media): Promise<object> {
    const { type, source } = (await super.file(given)) as { type: string; source: { media_type?: string } };
    return { type, source: source.media_type === 'image/jpeg' ? { ...source, media_type: 'image/jpg' } : source };
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'Photographs are sent as `image/jpg`, a type that does not exist.',
  source: 'BoundaryML/baml#1292: files that end in .jpg were sent as image/jpg and refused.',
  namedBy: ['media/types', 'media/type-arrives'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
