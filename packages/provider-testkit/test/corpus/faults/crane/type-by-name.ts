import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

const types = new Map([
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['pdf', 'application/pdf'],
]);

class Faulty extends Crane {
  override file(source: string | Media): Promise<object> {
    if (typeof source === 'string') return super.file(source);
    const { kind, name, size } = source;
    const type = types.get(name.split('.').at(-1) ?? '') ?? 'image/png';
    return super.file({ kind, name, size, type, stream: () => source.stream(), bytes: () => source.bytes() });
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'The type of a file is guessed from the end of its name.',
  source: 'Mercor-Intelligence/archipelago#205: files called `.png` were JPEGs, and were refused.',
  namedBy: ['media/types'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
