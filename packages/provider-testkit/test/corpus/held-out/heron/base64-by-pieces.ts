import type { ChatRequest, ContentPart, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *events(http: Http, request: ChatRequest): AsyncIterable<string> {
    const messages = [];
    for (const message of request.messages) {
      messages.push({ ...message, content: await Promise.all(message.content.map((part) => this.inlined(part))) });
    }
    yield* super.events(http, { ...request, messages });
  }

  async inlined(part: ContentPart): Promise<ContentPart> {
    if (part.type === 'text' || typeof part.source === 'string') return part;
    let text = '';
    for await (const piece of part.source.stream()) text += Buffer.from(piece).toString('base64');
    return { type: part.type, source: `data:${part.source.type};base64,${text}` };
  }
}

export const fault: Fault = {
  kind: 'large files',
  says: 'Each piece of a file is made base64 by itself, with padding in the middle of the text.',
  source: 'aio-libs/aiohttp#2128: several writes gave padding in the middle, and a document that nobody can read.',
  namedBy: ['media/large-files'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
