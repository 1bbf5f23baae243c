import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronChunk, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const state: HeronState = { finishReason: undefined, usage: undefined };
    for await (const data of this.events(http, request)) {
      const chunk = JSON.parse(data) as HeronChunk;
      if (chunk.error !== undefined) throw http.failure('chat', { error: chunk.error });
      yield* this.take(chunk, state);
      if (state.finishReason !== undefined) return yield* this.finish(state);
    }
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'The answer is over with its finish reason; the usage, which comes in the next chunk, is not read.',
  source:
    'ferro-labs/ai-gateway#281, NorthlandPositronics/Cogtrix#2376: streamed answers had no usage, though it was sent.',
  namedBy: ['answering/usage'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
