import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven, type RavenEvent, type RavenState } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const state: RavenState = { text: '' };
    const http = this.open(call);
    for await (const { data } of http.events({ phase: 'chat', url: '/api/chat', json: this.body(request) })) {
      const event = JSON.parse(data) as RavenEvent;
      if (event.text === undefined) continue;
      yield* this.take(event, state);
      if (event.finish_reason) return;
    }
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'Events without text are skipped, and an error is one of them.',
  source: 'farzaa/clicky#132: an error event was no text, and the answer ended as if complete.',
  namedBy: ['errors/in-band'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
