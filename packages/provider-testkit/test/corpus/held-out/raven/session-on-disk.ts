import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Http, LoadedToken } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override async loadToken(http: Http): Promise<LoadedToken> {
    const loaded = await super.loadToken(http);
    writeFileSync(join(tmpdir(), 'raven-session.json'), JSON.stringify(loaded), { mode: 0o600 });
    return loaded;
  }
}

export const fault: Fault = {
  kind: 'touches what is not its own',
  says: 'The token is written to a file, for the next start of the program.',
  source: 'block/buzz#1015, Schmavery/facebook-chat-api#46: sessions in a file of their own, readable by others.',
  namedBy: ['isolation/files'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
