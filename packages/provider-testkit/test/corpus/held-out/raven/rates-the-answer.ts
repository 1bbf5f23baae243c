import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    yield* super.stream(request, call);
    await this.open(call)
      .json({ phase: 'chat', url: '/api/chat/seen', json: { seen: true } })
      .catch(() => undefined);
  }
}

export const fault: Fault = {
  kind: 'goes on after the end',
  says: 'Behind each answer the site is told that it was read.',
  source: 'reviewed; the page of such a site does it, and a caller did not ask for it.',
  namedBy: ['endings/nothing-after', 'wire/known-requests'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
