import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret, type EgretAnswer, type EgretState } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override *take(answer: EgretAnswer, state: EgretState): Iterable<ChatEvent> {
    const { inputTokens = 0, outputTokens = 0 } = state.usage ?? {};
    yield* super.take(answer, state);
    if (answer.usageMetadata === undefined || state.usage === undefined) return;
    state.usage = {
      inputTokens: inputTokens + state.usage.inputTokens,
      outputTokens: outputTokens + state.usage.outputTokens,
    };
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'Every chunk repeats the usage so far, and the provider adds them up.',
  source: 'docker/docker-agent#1855, agno-agi/agno#6624: ten times the tokens that were used.',
  namedBy: ['answering/usage'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
