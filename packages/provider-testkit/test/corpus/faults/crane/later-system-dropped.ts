import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override turns(messages: readonly ChatMessage[]): Promise<readonly object[]> {
    return super.turns(messages.filter(({ role }) => role !== 'system'));
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'The system text goes beside the turns; what the system says in the middle has no place there and is dropped.',
  source: 'NousResearch/hermes-agent#105375, langchain-ai/langchainjs#11669: a system message that is not the first.',
  namedBy: ['answering/several-system-messages', 'answering/system-message', 'answering/history'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
