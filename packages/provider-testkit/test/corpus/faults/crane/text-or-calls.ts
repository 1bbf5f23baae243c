import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async blocks(message: ChatMessage): Promise<object[]> {
    if (message.tool_calls !== undefined) return [...this.toolUses(message)];
    return super.blocks(message);
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'A turn of the assistant is either its calls or its text.',
  source: 'langchain-ai/langchain-google#1706, mastra-ai/mastra#6461: text beside calls was lost on the way back.',
  namedBy: ['tools/text-beside-calls'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
