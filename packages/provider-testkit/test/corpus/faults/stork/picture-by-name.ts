import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { wholeBase64 } from '../../wires/options.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  readonly #known = new Map<string, Promise<string>>();

  override base64(media: Media): Promise<string> {
    const encoded = this.#known.get(media.name) ?? wholeBase64(media);
    this.#known.set(media.name, encoded);
    return encoded;
  }
}

export const fault: Fault = {
  kind: 'files mixed up',
  says: 'Encoded pictures are kept by name.',
  source: 'kekingcn/kkFileView#791: two files of one name, and the second one overwrote the first.',
  namedBy: ['media/same-name'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
