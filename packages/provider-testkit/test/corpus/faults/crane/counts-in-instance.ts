import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneEvent, type CraneState } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  readonly #state: CraneState = { calls: new Map(), thoughts: new Map(), counted: undefined, stopReason: undefined };

  override stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    this.#state.calls.clear();
    return super.stream(request, call);
  }

  override *take(event: CraneEvent, state: CraneState): Iterable<ChatEvent> {
    yield* super.take(event, { ...state, calls: this.#state.calls, stopReason: this.#state.stopReason });
    if (event.type === 'message_delta') this.#state.stopReason = event.delta?.stop_reason ?? undefined;
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'Which block is which call is kept in the instance; an answer that begins meanwhile clears it.',
  source: 'oracle/langchain-oracle#256: a stream that began reset what another one had half received.',
  namedBy: ['isolation/interleaved'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
