import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override system(messages: readonly ChatMessage[]): readonly object[] {
    return super.system(messages).slice(-1);
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'Each system message overwrites the one before; only the last is sent.',
  source: 'Portkey-AI/gateway#457, browser-use/browser-use#5633: of several system messages the last one won.',
  namedBy: ['answering/several-system-messages', 'answering/system-message'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
