import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { ravenFixtures } from '../wires/raven/fixtures.ts';
import { Raven, raven, type RavenEvent, type RavenState } from '../wires/raven/raven.ts';

/** The address of a stream has a ticket for one use in it, which the service made for it. */
class Unusual extends Raven {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const asked = { phase: 'chat', url: '/api/chat', json: this.body(request) } as const;
    const { ticket } = (await http.json(asked)) as { readonly ticket?: string };
    if (typeof ticket !== 'string') throw http.failure('chat', { error: { message: 'There is no ticket.' } });
    const state: RavenState = { text: '' };
    const url = `/api/stream?ticket=${encodeURIComponent(ticket)}`;
    for await (const { data } of http.events({ phase: 'chat', url })) {
      const event = JSON.parse(data) as RavenEvent;
      if (event.error !== undefined) throw http.failure('chat', { error: event.error });
      yield* this.take(event, state);
      if (event.finish_reason) return;
    }
  }
}

function withTicket(exchange: Exchange): readonly Exchange[] {
  const { phase, request, response } = exchange;
  if (phase !== 'chat') return [exchange];
  const url = 'https://raven.example/api/stream?ticket=made-up-ticket-17';
  return [
    { phase, request, response: { status: 200, json: { ticket: 'made-up-ticket-17' } } },
    { phase, request: { method: 'GET', url, headers: request.headers }, response },
  ];
}

export const unusual: UnusualProvider = {
  says: 'The stream has an address with a ticket in its query, which is good for one use.',
  source: 'Services whose streams are read with EventSource, which can send no header.',
  fixtures: ravenFixtures.map((fixture): Fixture => ({ ...fixture, exchanges: fixture.exchanges.flatMap(withTicket) })),
  create: () => raven(Unusual),
};
