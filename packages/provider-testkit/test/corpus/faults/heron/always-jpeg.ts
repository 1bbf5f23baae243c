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
    const pieces: Uint8Array[] = [];
    for await (const piece of part.source.stream()) pieces.push(piece);
    return { type: part.type, source: `data:image/jpeg;base64,${Buffer.concat(pieces).toString('base64')}` };
  }
}

export const fault: Fault = {
  kind: 'files in messages',
  says: 'Every picture is called a JPEG.',
  source:
    'home-assistant/core#167208, 1jehuang/jcode#465: a service that looks at the bytes refuses what is called something else.',
  namedBy: ['media/type-arrives', 'media/types'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
