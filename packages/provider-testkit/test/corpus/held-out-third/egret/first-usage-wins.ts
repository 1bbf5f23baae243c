import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret, type EgretAnswer, type EgretState } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override *take(answer: EgretAnswer, state: EgretState): Iterable<ChatEvent> {
    const before = state.usage;
    yield* super.take(answer, state);
    state.usage = before ?? state.usage;
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'Usage is told in every event, and the first one, in which it is nearly nothing, is kept.',
  source: 'router-for-me/CLIProxyAPI#4964: an early chunk with usage of zero won for good.',
  namedBy: ['answering/usage', 'answering/usage-repeated'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
