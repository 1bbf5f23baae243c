import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override async upload(file: Media, call: Call): Promise<MediaReference> {
    const reference = await super.upload(file, call);
    const headers = { authorization: `Bearer ${await this.token.get(call.signal)}` };
    await call.http.json({ phase: 'upload', url: reference.url, headers }).catch(() => undefined);
    return reference;
  }
}

export const fault: Fault = {
  kind: 'credentials to another origin',
  says: 'The address of an uploaded file, at a host for files, is fetched with the token to see whether it is there.',
  source: 'Sohex/musefs#476: pictures were fetched from other hosts with the key in the headers.',
  namedBy: ['secrets/other-origins'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
