import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret, type EgretState } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override *finish(state: EgretState): Iterable<ChatEvent> {
    const { inputTokens = 0, outputTokens = 0 } = state.usage ?? {};
    yield* super.finish({ ...state, usage: { inputTokens, outputTokens } });
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'Each number that is not there counts as 0, also when none is there.',
  source: 'Pull requests such as coleam00/Archon#1158 read `?? 0`; PullRequestInc/go-gpt3#19 is what users see of it.',
  namedBy: ['answering/usage-counted'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
