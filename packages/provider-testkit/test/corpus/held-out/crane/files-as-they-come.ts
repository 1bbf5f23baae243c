import type { ContentPart } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async content(parts: readonly ContentPart[]): Promise<object[]> {
    const blocks: object[] = [];
    await Promise.all(
      parts.map(async (part) => {
        if (part.type !== 'text') blocks.push(await this.file(part.source));
        else if (part.text !== '') blocks.push({ type: 'text', text: part.text });
      }),
    );
    return blocks;
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'Files are read side by side, and stand in the order in which they were read.',
  source: 'reviewed; a `push` behind an `await` within `Promise.all`.',
  namedBy: ['media/order'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
