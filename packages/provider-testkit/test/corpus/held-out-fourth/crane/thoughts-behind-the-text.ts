import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async blocks(message: ChatMessage): Promise<object[]> {
    if (message.role === 'tool') return await super.blocks(message);
    return [...(await this.content(message.content)), ...this.thoughts(message), ...this.toolUses(message)];
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'Thoughts that come back stand behind the text of their turn, not in front of it.',
  source: 'anthropics/claude-code#20705: text before thinking in a replayed turn was refused.',
  namedBy: ['returning/order'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
