import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override *finish(state: HeronState): Iterable<ChatEvent> {
    yield* super.finish({ ...state, usage: state.usage ?? { inputTokens: 0, outputTokens: 0 } });
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'Where the service counted nothing, 0 and 0 are told.',
  source: 'PullRequestInc/go-gpt3#19, rashidrazak/opencode-cmd-provider#170: nothing counted was told as zero tokens.',
  namedBy: ['answering/usage-counted'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
