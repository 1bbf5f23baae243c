import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    let finished = false;
    for await (const event of super.stream(request, call)) {
      finished ||= event.type === 'finish';
      yield event;
    }
    if (!finished) yield* this.finish({ calls: 0, usage: undefined, finishReason: 'STOP' });
  }
}

export const fault: Fault = {
  kind: 'cut off',
  says: 'A stream that ends without a reason is finished with STOP.',
  source: 'BerriAI/litellm#42140: a synthesized `stop` made a cut answer look complete.',
  namedBy: ['endings/cut-off'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
