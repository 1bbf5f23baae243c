import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override turn(message: ChatMessage, names: ReadonlyMap<string, string>): object {
    const { role, tool_calls = [] } = message;
    if (role !== 'assistant') return super.turn(message, names);
    const calls = tool_calls.map(({ function: { name, arguments: args } }) => ({ functionCall: { name, args } }));
    return { role: 'model', parts: [...this.parts(message.content), ...calls] };
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'Arguments of earlier calls are sent as text, not as the object that they are.',
  source: 'openclaw/openclaw#96717 is the same in the other direction.',
  namedBy: ['tools/history', 'wire/requests-as-recorded'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
