import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import type { EgretState } from '../../wires/egret/egret.ts';
import { gullFixtures } from '../../wires/gull/fixtures.ts';
import { Gull, gull } from '../../wires/gull/gull.ts';

class Faulty extends Gull {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const job = await this.done(await this.begin(request, http), http, call);
    const state: EgretState = { calls: 0, usage: undefined, finishReason: undefined };
    if (job.error !== undefined) yield { type: 'text-delta', text: `Error: ${job.error.message}` };
    for (const answer of job.answers ?? []) yield* this.take(answer, state);
    yield* this.finish({ ...state, finishReason: state.finishReason ?? 'STOP' });
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'A job that failed is told as an answer whose text is the message of the failure.',
  source: 'reviewed; programs that show chats print failures into them.',
  namedBy: ['errors/in-band'],
  fixtures: gullFixtures,
  create: () => gull(Faulty),
};
