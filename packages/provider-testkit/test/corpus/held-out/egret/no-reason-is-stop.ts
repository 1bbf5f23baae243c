import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret, type EgretState } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override *finish(state: EgretState): Iterable<ChatEvent> {
    yield* super.finish({ ...state, finishReason: state.finishReason ?? 'STOP' });
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
