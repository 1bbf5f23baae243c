import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronChunk, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const state: HeronState = { finishReason: undefined, usage: undefined };
    for await (const data of this.events(this.open(call), request)) {
      if (data === '[DONE]') break;
      const chunk = JSON.parse(data) as HeronChunk;
      if (chunk.error !== undefined) throw new Error(chunk.error.message);
      yield* this.take(chunk, state);
    }
    yield* this.finish(state);
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'An error within the stream is thrown as a plain Error, without its type.',
  source: 'anthropics/anthropic-sdk-typescript#346: all that was told was "[object Object]".',
  namedBy: ['errors/in-band'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
