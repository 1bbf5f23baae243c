import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { gullFixtures } from '../../wires/gull/fixtures.ts';
import { Gull, gull, type GullJob } from '../../wires/gull/gull.ts';

class Faulty extends Gull {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const job = await this.done(await this.begin(request, http), http, call);
    if (job.state === 'failed') throw http.failure('chat', { error: job.error ?? {} });
    yield* this.answer(job);
  }

  *answer({ answers = [] }: GullJob): Iterable<ChatEvent> {
    const state = { calls: 0, usage: undefined, finishReason: undefined };
    for (const answer of answers) yield* this.take(answer, state);
    yield* this.finish({ ...state, finishReason: state.finishReason ?? 'STOP' });
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'A job that ended in a way that nobody thought of is told as an empty answer.',
  source: 'replicate/replicate-python#460: an aborted prediction came back as no output instead of an error.',
  namedBy: ['errors/unknown-state'],
  fixtures: gullFixtures,
  create: () => gull(Faulty),
};
