import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    const messages = request.messages.filter(({ content }) =>
      content.some((part) => part.type !== 'text' || part.text !== ''),
    );
    return super.body({ ...request, messages });
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'Messages without text are left out, also the one in which the assistant only called tools.',
  source:
    'cubist38/mlx-openai-server#205: a message with calls and no content was dropped, and its results had no call.',
  namedBy: ['tools/history'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
