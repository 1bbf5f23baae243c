import type { ChatMessage, ChatRequest, ContentPart, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

async function inMemory(part: ContentPart): Promise<ContentPart> {
  if (part.type === 'text' || typeof part.source === 'string') return part;
  const bytes = await part.source.bytes();
  return { ...part, source: `data:${part.source.type};base64,${Buffer.from(bytes).toString('base64')}` };
}

class Faulty extends Heron {
  override async *events(http: Http, request: ChatRequest): AsyncIterable<string> {
    const messages: ChatMessage[] = [];
    for (const message of request.messages) {
      messages.push({ ...message, content: await Promise.all(message.content.map((part) => inMemory(part))) });
    }
    yield* super.events(http, { ...request, messages });
  }
}

export const fault: Fault = {
  kind: 'large files',
  says: 'A file is read into memory and made a `data:` URL there, whatever its size.',
  source: 'harshalone/postbase#9: uploads were read into one array before they went on.',
  namedBy: ['media/memory'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
