import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override message(message: ChatMessage): object {
    return { ...super.message(message), ...(message.tool_calls !== undefined && { content: null }) };
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'What the assistant said beside its calls is replaced by null.',
  source: 'agno-agi/agno#8990, langchain-ai/langchain-google#1706: the text was lost as soon as there were calls.',
  namedBy: ['tools/text-beside-calls'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
