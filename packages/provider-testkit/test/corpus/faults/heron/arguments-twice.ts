import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override message(message: ChatMessage): object {
    const { tool_calls } = message;
    if (tool_calls === undefined) return super.message(message);
    const again = tool_calls.map((call) => ({
      ...call,
      function: { ...call.function, arguments: JSON.stringify(call.function.arguments) },
    }));
    return super.message({ ...message, tool_calls: again });
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'Arguments of earlier calls, which are text already, are made JSON a second time.',
  source: 'openclaw/openclaw#96717, tailcallhq/forgecode#2764: the second turn was refused for it.',
  namedBy: ['tools/history'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
