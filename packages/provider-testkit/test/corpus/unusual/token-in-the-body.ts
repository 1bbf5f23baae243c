import type { Call, ChatEvent, ChatRequest, Http, Media, MediaReference } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { ravenFixtures } from '../wires/raven/fixtures.ts';
import { Raven, raven, site, type RavenEvent, type RavenState } from '../wires/raven/raven.ts';

/** The service wants its session in the body, and says no with a status all the same. */
class Unusual extends Raven {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const json = { ...this.body(request), session: await this.token.get(call.signal) };
    const state: RavenState = { text: '' };
    for await (const { data } of http.events({ phase: 'chat', url: '/api/chat', json })) {
      const event = JSON.parse(data) as RavenEvent;
      if (event.error !== undefined) throw http.failure('chat', { error: event.error });
      yield* this.take(event, state);
      if (event.finish_reason) return;
    }
  }

  override async upload(file: Media, call: Call): Promise<MediaReference> {
    const form = { purpose: 'chat', session: await this.token.get(call.signal), file };
    const { url } = (await this.open(call).json({ phase: 'upload', url: '/api/files', form })) as {
      readonly url: string;
    };
    return { url };
  }

  /** With the token besides, so that core knows which one to drop when it is refused. */
  override open(call: Call): Http {
    return call.http.with({ baseUrl: site, token: this.token });
  }
}

function withSession(exchange: Exchange): Exchange {
  const { json, form } = exchange.request;
  const session = '{{token:jwt}}';
  if (exchange.phase === 'auth') return exchange;
  const body = form === undefined ? { json: { ...(json as object), session } } : { form: { ...form, session } };
  return { ...exchange, request: { ...exchange.request, ...body } };
}

export const unusual: UnusualProvider = {
  says: 'The token stands in the body of each request, besides its header.',
  source: 'Older services take a session id as a field.',
  fixtures: ravenFixtures.map((fixture): Fixture => ({ ...fixture, exchanges: fixture.exchanges.map(withSession) })),
  create: () => raven(Unusual),
};
