import type { ChatMessage, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

function merged(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const all: ChatMessage[] = [];
  for (const message of messages) {
    const last = all.at(-1);
    if (last?.role !== 'user' || message.role !== 'user') all.push(message);
    else all[all.length - 1] = { ...last, content: [...texts(last), ...texts(message)] };
  }
  return all;
}

function texts({ content }: ChatMessage): ChatMessage['content'] {
  return content.filter(({ type }) => type === 'text');
}

class Faulty extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    return super.body({ ...request, messages: merged(request.messages) });
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'Messages of the user that follow one another are merged into one, of their texts alone.',
  source: 'maiphucgiang/codebuddy2api#25: pictures in a run of user messages were dropped.',
  namedBy: ['media/same-role'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
