import type { Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { wholeBase64 } from '../../wires/options.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async base64(media: Media): Promise<string> {
    const whole = Buffer.from(await wholeBase64(media), 'base64');
    return whole.subarray(0, 3 * 1_048_576 - 1).toString('base64');
  }
}

export const fault: Fault = {
  kind: 'large files',
  says: 'Files above 3 MiB are shortened to what the service takes.',
  source: 'akamai/NetStorageKit-Node#23: a file of 5.5 MB arrived with 4.',
  namedBy: ['media/large-files'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
