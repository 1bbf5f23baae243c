import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { ravenFixtures } from '../wires/raven/fixtures.ts';
import { Raven, raven, type RavenEvent, type RavenState } from '../wires/raven/raven.ts';

class Unusual extends Raven {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const asked = { phase: 'chat', url: '/api/chat', json: this.body(request) } as const;
    const { stream } = (await http.json(asked)) as { readonly stream?: string };
    if (typeof stream !== 'string') throw http.failure('chat', { error: { message: 'There is no stream.' } });
    const state: RavenState = { text: '' };
    for await (const { data } of http.events({ phase: 'chat', url: stream })) {
      const event = JSON.parse(data) as RavenEvent;
      if (event.error !== undefined) throw http.failure('chat', { error: event.error });
      yield* this.take(event, state);
      if (event.finish_reason) return;
    }
  }
}

function elsewhere(exchange: Exchange): readonly Exchange[] {
  const { phase, request, response } = exchange;
  if (phase !== 'chat') return [exchange];
  const stream = 'https://raven.example/api/streams/9';
  return [
    { phase, request, response: { status: 200, json: { stream } } },
    { phase, request: { method: 'GET', url: stream, headers: request.headers }, response },
  ];
}

export const unusual: UnusualProvider = {
  says: 'One request asks, and its answer says at which address the stream is to be read.',
  source: 'Services with threads and runs, and those behind queues.',
  fixtures: ravenFixtures.map((fixture): Fixture => ({ ...fixture, exchanges: fixture.exchanges.flatMap(elsewhere) })),
  create: () => raven(Unusual),
};
