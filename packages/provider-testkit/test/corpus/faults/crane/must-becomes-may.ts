import type { ToolChoice } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override toolChoice(choice: ToolChoice): object {
    if (typeof choice === 'object') return super.toolChoice(choice);
    return { type: choice === 'none' ? 'none' : 'auto' };
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'That some tool must be called is sent as that one may be called.',
  source: 'router-for-me/CLIProxyAPI#1135, UKGovernmentBEIS/inspect_ai#176: the wish was lost in translation.',
  namedBy: ['tools/choice'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
