import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret, type EgretState } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override *finish(state: EgretState): Iterable<ChatEvent> {
    yield* super.finish({ ...state, calls: 0 });
  }
}

export const fault: Fault = {
  kind: 'finish reasons',
  says: 'The service says STOP also when it calls functions, and so does the provider.',
  source: 'brekkylab/ailoy#334, BerriAI/litellm#10485: agents took the call for the end of the answer.',
  namedBy: ['tools/finish-reason', 'answering/finish-reason'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
