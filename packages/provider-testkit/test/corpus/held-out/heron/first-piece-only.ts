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
    const iterator = part.source.stream()[Symbol.asyncIterator]();
    const { value } = (await iterator.next()) as { readonly value: Uint8Array };
    await iterator.return?.();
    return { type: part.type, source: `data:${part.source.type};base64,${Buffer.from(value).toString('base64')}` };
  }
}

export const fault: Fault = {
  kind: 'large files',
  says: 'Only the first piece of a file is read, which is all of a small one.',
  source: 'sendgrid/sendgrid-csharp#1182: of a stream that came in four pieces only the first was sent.',
  namedBy: ['media/large-files'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
