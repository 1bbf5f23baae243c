import type { ChatMessage, Media } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async toolResult(message: ChatMessage): Promise<object> {
    const content: object[] = [];
    for (const part of message.content) {
      const [block = {}] = await this.content([part]);
      content.push('source' in part && typeof part.source !== 'string' ? await this.png(part.source) : block);
    }
    return { type: 'tool_result', tool_use_id: message.tool_call_id, content };
  }

  async png(image: Media): Promise<object> {
    return { type: 'image', source: { type: 'base64', media_type: 'image/png', data: await this.base64(image) } };
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'Pictures in results of tools are called PNG, for screenshots are.',
  source: 'browserbase/stagehand#2035: pictures in tool results were always sent as image/png.',
  namedBy: ['tools/result-types'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
