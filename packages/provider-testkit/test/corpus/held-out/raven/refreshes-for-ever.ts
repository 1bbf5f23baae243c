import type { Http, LoadedToken } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  timer: NodeJS.Timeout | undefined;

  override async loadToken(http: Http): Promise<LoadedToken> {
    this.timer ??= setInterval(() => void this.token.get(new AbortController().signal).catch(() => undefined), 600_000);
    return super.loadToken(http);
  }
}

export const fault: Fault = {
  kind: 'goes on after the end',
  says: 'A timer renews the token every ten minutes, for as long as the process lives.',
  source:
    'Arcana/node-dota2#19, PrismarineJS/node-minecraft-protocol#766: an interval went on after the client had ended.',
  namedBy: ['leaks/timers'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
