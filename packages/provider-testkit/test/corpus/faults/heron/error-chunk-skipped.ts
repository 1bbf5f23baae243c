import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronChunk, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const state: HeronState = { finishReason: undefined, usage: undefined };
    for await (const data of this.events(this.open(call), request)) {
      if (data === '[DONE]') break;
      yield* this.take(JSON.parse(data) as HeronChunk, state);
    }
    yield* this.finish(state);
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'A chunk that is an error has no choices, and is skipped.',
  source:
    'Pasta-Devs/Marinara-Engine#2659, use-agent-os/agent-os#2137: an error within the stream ended the answer silently.',
  namedBy: ['errors/in-band'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
