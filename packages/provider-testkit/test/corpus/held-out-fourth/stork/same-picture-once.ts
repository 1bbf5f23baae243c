import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { wholeBase64 } from '../../wires/options.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async images(sources: readonly (string | Media)[]): Promise<readonly unknown[]> {
    const texts = new Set<string>();
    for (const source of sources) if (typeof source !== 'string') texts.add(await wholeBase64(source));
    return [...texts];
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'Pictures of a message are put into a set, and the same picture twice is one.',
  source: 'reviewed; whoever asks for the difference of two equal pictures gets an answer about one.',
  namedBy: ['media/same-file-twice'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
