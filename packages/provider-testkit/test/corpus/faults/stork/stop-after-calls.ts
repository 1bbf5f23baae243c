import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, type StorkLine, type StorkState } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override finish(line: StorkLine, _state: StorkState): ChatEvent {
    return super.finish(line, { calls: line.message?.tool_calls?.length ?? 0 });
  }
}

export const fault: Fault = {
  kind: 'finish reasons',
  says: 'Whether tools were called is looked up in the last line, which has none.',
  source: 'BerriAI/litellm#35753, BerriAI/litellm#20585: `stop` was told although there were calls.',
  namedBy: ['tools/finish-reason'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
