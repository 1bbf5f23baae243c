import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async toolResult({ content, tool_call_id }: ChatMessage): Promise<object> {
    const parts = await this.content(content);
    const hasFile = content.some(({ type }) => type !== 'text');
    const said = hasFile ? [{ type: 'text', text: JSON.stringify(parts) }] : parts;
    return { type: 'tool_result', tool_use_id: tool_call_id, content: said };
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'A result with a picture is sent as a text of JSON, with the picture as base64 in it.',
  source: 'AnswerDotAI/lisette#116: a result with an image reached the model as the text of a list.',
  namedBy: ['tools/result-files'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
