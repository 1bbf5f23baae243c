import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override toolResult(message: ChatMessage): Promise<object> {
    return super.toolResult({ ...message, content: message.content.slice(0, 1) });
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'The result of a tool is its first text.',
  source: 'AstrBotDevs/AstrBot#6211, google/adk-python#606: further parts of a result were silently dropped.',
  namedBy: ['tools/result-parts'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
