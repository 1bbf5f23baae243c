import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { wholeBase64 } from '../../wires/options.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  readonly #encoded = new Map<string, string>();

  override async base64(media: Media): Promise<string> {
    const encoded = this.#encoded.get(media.name) ?? (await wholeBase64(media));
    this.#encoded.set(media.name, encoded);
    return encoded;
  }
}

export const fault: Fault = {
  kind: 'files mixed up',
  says: 'What was encoded once is kept under the name of the file; another file of the same name is never sent.',
  source: 'kekingcn/kkFileView#791, idtlab/AIDRIN#222: a cache by name showed one file for another.',
  namedBy: ['media/same-name'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
