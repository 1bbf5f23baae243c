import type { Call, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { gullFixtures } from '../../wires/gull/fixtures.ts';
import { Gull, gull, type GullJob } from '../../wires/gull/gull.ts';

class Faulty extends Gull {
  override async done(begun: GullJob, http: Http, _call: Call): Promise<GullJob> {
    return begun.job === undefined ? begun : await this.ask(http, begun.job);
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'The job is asked about once; one that still runs is told as a failure.',
  source:
    'KotlinFoundation/kmp-contest-starter-kit#39: an answer without output was taken for a failure instead of asked about again.',
  namedBy: ['answering/text', 'wire/requests-as-recorded'],
  fixtures: gullFixtures,
  create: () => gull(Faulty),
};
