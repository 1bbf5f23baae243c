import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  #busy = false;

  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    if (this.#busy) throw new Error('The Crane is busy.');
    this.#busy = true;
    try {
      yield* super.stream(request, call);
    } finally {
      this.#busy = false;
    }
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'One call at a time: a second one fails while the first is read.',
  source: 'reviewed; abetlen/llama-cpp-python#897 could not serve two streams at once.',
  namedBy: ['isolation/fifty-calls', 'isolation/interleaved', 'isolation/second-call'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
