import type { ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven, type RavenEvent, type RavenState } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  #conversation: string | undefined;

  override body(request: ChatRequest): Record<string, unknown> {
    const body = super.body(request);
    return this.#conversation === undefined ? body : { ...body, conversation_id: this.#conversation };
  }

  override *take(event: RavenEvent, state: RavenState): Iterable<ChatEvent> {
    if (event.finish_reason) this.#conversation = String(this.host.random());
    yield* super.take(event, state);
  }
}

export const fault: Fault = {
  kind: 'left over from an earlier call',
  says: 'The site gives each conversation an id; the instance keeps it and sends it with the next call.',
  source:
    'NVIDIA-NeMo/Switchyard#721, kooshi and others keep ids; here that of one caller goes with the words of another.',
  namedBy: ['isolation/nothing-left-over'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
