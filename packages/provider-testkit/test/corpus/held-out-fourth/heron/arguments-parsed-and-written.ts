import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override message(message: ChatMessage): object {
    const tool_calls = message.tool_calls?.map((call) => {
      const { arguments: text } = call.function;
      return { ...call, function: { ...call.function, arguments: text && JSON.stringify(JSON.parse(text)) } };
    });
    return super.message({ ...message, ...(tool_calls !== undefined && { tool_calls }) });
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'Arguments of earlier calls are parsed and written again, and whole numbers above 2^53 are rounded on the way.',
  source:
    'earendil-works/pi#8943: a rounded id stood in the replayed history, and the model took it for its own mistake.',
  namedBy: ['tools/arguments-as-written'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
