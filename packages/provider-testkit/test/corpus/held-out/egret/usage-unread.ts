import type { Usage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override usage(): Usage | undefined {
    return undefined;
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'The usage of a streamed answer is not read at all.',
  source: 'NousResearch/hermes-agent#15253, xalgorix/xalgorix#280: all sessions had 0 tokens.',
  namedBy: ['answering/usage'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
