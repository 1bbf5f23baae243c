import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronChunk, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const state: HeronState = { finishReason: undefined, usage: undefined };
    for await (const data of this.events(http, request)) {
      let chunk: HeronChunk;
      try {
        chunk = JSON.parse(data) as HeronChunk;
      } catch {
        continue;
      }
      if (chunk.error !== undefined) throw http.failure('chat', { error: chunk.error });
      yield* this.take(chunk, state);
    }
    yield* this.finish(state);
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'An empty `catch` around the parser skips whatever it does not understand.',
  source: 'farzaa/clicky#132, spiceai/spiceai#12588: what could not be read was dropped without a word.',
  namedBy: ['errors/unreadable-event'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
