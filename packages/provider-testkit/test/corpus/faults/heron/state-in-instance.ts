import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronChunk, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  #state: HeronState = { finishReason: undefined, usage: undefined };

  override stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    this.#state = { finishReason: undefined, usage: undefined };
    return super.stream(request, call);
  }

  override *take(chunk: HeronChunk, _state: HeronState): Iterable<ChatEvent> {
    yield* super.take(chunk, this.#state);
  }

  override *finish(_state: HeronState): Iterable<ChatEvent> {
    yield* super.finish(this.#state);
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'What is known of an answer is kept in the instance: of two calls at once, the later one resets it.',
  source:
    'oracle/langchain-oracle#256, waybarrios/vllm-mlx#652: a parser of one provider instance was fed by all streams.',
  namedBy: ['isolation/interleaved'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
