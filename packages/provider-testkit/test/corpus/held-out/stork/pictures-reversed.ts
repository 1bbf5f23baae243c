import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async images(sources: readonly (string | Media)[]): Promise<readonly unknown[]> {
    const images: unknown[] = [];
    for (const source of sources) if (typeof source !== 'string') images.unshift(await this.base64(source));
    return images;
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'Pictures are put in front of those that were read before.',
  source: 'reviewed; `unshift` instead of `push`.',
  namedBy: ['media/order'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
