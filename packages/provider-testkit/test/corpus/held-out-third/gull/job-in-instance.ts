import type { Call, ChatRequest, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { gullFixtures } from '../../wires/gull/fixtures.ts';
import { Gull, gull, type GullJob } from '../../wires/gull/gull.ts';

class Faulty extends Gull {
  #job = '';

  override async begin(request: ChatRequest, http: Http): Promise<GullJob> {
    const begun = await super.begin(request, http);
    this.#job = begun.job ?? '';
    return begun;
  }

  override ask(http: Http, _job: string): Promise<GullJob> {
    return super.ask(http, this.#job);
  }

  override pause(call: Call): Promise<void> {
    return call.sleep(500);
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'The number of the job is kept in the instance, and of two calls at once both ask about the later one.',
  source: 'Reviewed: the state of a call in a field, as with streams, in a provider that polls.',
  namedBy: ['isolation/jobs-apart'],
  fixtures: gullFixtures,
  create: () => gull(Faulty),
};
