import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret, type EgretState } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const state: EgretState = { calls: 0, usage: undefined, finishReason: undefined };
    for await (const answer of this.answers(this.open(call), request)) {
      yield* this.take(answer, state);
      if (state.finishReason !== undefined) break;
    }
    yield* this.finish(state);
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'An object with an error has no candidates, and is passed over.',
  source:
    'withceleste/celeste-python#192: errors in the stream were discarded, and the text before them was the answer.',
  namedBy: ['errors/in-band'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
