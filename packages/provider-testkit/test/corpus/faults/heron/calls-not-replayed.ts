import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override message({ tool_calls: _, ...message }: ChatMessage): object {
    return super.message(message);
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: "The assistant's turn is rebuilt from its text alone, without what it called.",
  source: 'taketwo/llm-ollama#72: results had no call to belong to, and the model called again.',
  namedBy: ['tools/history'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
