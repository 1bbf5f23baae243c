import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override *finish(state: HeronState): Iterable<ChatEvent> {
    yield* super.finish({ ...state, finishReason: state.finishReason ?? 'stop' });
  }
}

export const fault: Fault = {
  kind: 'cut off',
  says: 'A body that ends without a finish reason is told as a proper stop.',
  source:
    'ranxianglei/billion-context#239, rashidrazak/opencode-cmd-provider#170: a cut answer looked like a whole one.',
  namedBy: ['endings/cut-off', 'endings/truncated'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
