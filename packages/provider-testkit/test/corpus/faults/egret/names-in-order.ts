import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override contents(messages: readonly ChatMessage[]): readonly object[] {
    const names = messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ function: { name } }) => name));
    return messages
      .filter(({ role }) => role !== 'system')
      .map((message) =>
        this.turn(message, new Map(message.role === 'tool' ? [[message.tool_call_id ?? '', names.shift() ?? '']] : [])),
      );
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'The function of a result is looked up by the order of the results.',
  source: 'token-js/token.js#36: the temperatures of two cities were swapped.',
  namedBy: ['tools/results'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
