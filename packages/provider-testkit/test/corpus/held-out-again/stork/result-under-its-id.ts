import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async message(message: ChatMessage, names: ReadonlyMap<string, string>): Promise<object> {
    const sent = await super.message(message, names);
    return message.tool_call_id === undefined ? sent : { ...sent, tool_name: message.tool_call_id };
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'Where the service wants the name of the tool, the id of the call is sent.',
  source: 'microsoft/agent-framework#6822: results went back under a made-up id in place of the name of the tool.',
  namedBy: ['tools/results', 'wire/requests-as-recorded'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
