import type { Call, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { gullFixtures } from '../../wires/gull/fixtures.ts';
import { Gull, gull, type GullJob } from '../../wires/gull/gull.ts';

class Faulty extends Gull {
  override async done(begun: GullJob, http: Http, call: Call): Promise<GullJob> {
    let job = begun;
    let next = this.ask(http, begun.job ?? '');
    for (let asked = 0; this.isPending(job) && asked < 120; asked += 1) {
      await this.pause(call, asked);
      job = await next;
      next = this.ask(http, begun.job ?? '');
      next.catch(() => undefined);
    }
    return job;
  }
}

export const fault: Fault = {
  kind: 'goes on after the end',
  says: 'The next question is sent while the answer to the last one is read, and the one behind the result is never read.',
  source: 'reviewed; requests that are sent ahead to save a round trip.',
  namedBy: ['wire/requests-as-recorded'],
  fixtures: gullFixtures,
  create: () => gull(Faulty),
};
