import type { ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneEvent, type CraneState } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  #last: string | undefined;

  override async body(request: ChatRequest): Promise<Record<string, unknown>> {
    const body = await super.body(request);
    return this.#last === undefined ? body : { ...body, previous_message_id: this.#last };
  }

  override *take(event: CraneEvent, state: CraneState): Iterable<ChatEvent> {
    this.#last = event.message?.id ?? this.#last;
    yield* super.take(event, state);
  }
}

export const fault: Fault = {
  kind: 'left over from an earlier call',
  says: 'The id of the last answer goes with the next request, so that the service goes on with the conversation of somebody else.',
  source: 'NVIDIA-NeMo/Switchyard#721 keeps such ids, each with its own conversation; this one does not.',
  namedBy: ['isolation/nothing-left-over'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
