import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  readonly #site = new Map<string, MediaReference>();

  override async upload(file: Media, call: Call): Promise<MediaReference> {
    const known = this.#site.get(file.name) ?? (await super.upload(file, call));
    this.#site.set(file.name, known);
    return known;
  }
}

export const fault: Fault = {
  kind: 'files mixed up',
  says: 'A file that the site has is not sent again; whether it has it is looked up by the name.',
  source: 'kekingcn/kkFileView#791, probe-rs/probe-rs#4192: an updated file under the same name was not uploaded.',
  namedBy: ['media/same-name'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
