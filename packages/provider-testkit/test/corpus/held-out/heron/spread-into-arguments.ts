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
    const bytes: number[] = [];
    for await (const piece of part.source.stream()) for (const byte of piece) bytes.push(byte);
    return { type: part.type, source: `data:${part.source.type};base64,${btoa(String.fromCharCode(...bytes))}` };
  }
}

export const fault: Fault = {
  kind: 'large files',
  says: 'The bytes of a file are spread into the arguments of `String.fromCharCode`, which overflows the stack.',
  source: 'vercel/ai#16730, mathiasbynens/base64#13: real pictures ended in a RangeError.',
  namedBy: ['media/large-files'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
