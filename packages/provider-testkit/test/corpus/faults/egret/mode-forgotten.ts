import type { ToolChoice } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override toolChoice(choice: ToolChoice): object {
    return super.toolChoice(typeof choice === 'object' ? 'required' : choice);
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'Which function has to be called is left out; that one has to be called is not.',
  source: 'livekit/agents#1984, router-for-me/CLIProxyAPI#1135: forced calls were not forced.',
  namedBy: ['tools/choice'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
