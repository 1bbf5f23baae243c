import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret, type EgretState } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const state: EgretState = { calls: 0, usage: undefined, finishReason: undefined };
    for await (const answer of this.answers(http, request)) {
      if (answer.error !== undefined) throw http.failure('chat', answer);
      yield* this.take(answer, state);
    }
    yield* this.finish(state);
  }
}

export const fault: Fault = {
  kind: 'streams of bytes',
  says: 'The chunk that ends the answer is read, and then the next one is waited for.',
  source: 'reviewed; can1357/oh-my-pi#9433 has the ways in which such streams end.',
  namedBy: ['endings/stays-open'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
