import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { heronFixtures } from '../wires/heron/fixtures.ts';
import { Heron, heron, type HeronChunk, type HeronState } from '../wires/heron/heron.ts';

/** Each call has a conversation of its own, which is made first and has its number in the address. */
class Unusual extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const made = await http.json({ phase: 'chat', url: '/v1/conversations', json: { title: 'A call' } });
    const { id } = made as { readonly id?: string };
    if (typeof id !== 'string') throw http.failure('chat', { error: { message: 'There is no conversation.' } });
    const url = `/v1/conversations/${encodeURIComponent(id)}/messages`;
    const state: HeronState = { finishReason: undefined, usage: undefined };
    for await (const { data } of http.events({ phase: 'chat', url, json: this.body(request) })) {
      if (data === '[DONE]') break;
      const chunk = JSON.parse(data) as HeronChunk;
      if (chunk.error !== undefined) throw http.failure('chat', { error: chunk.error });
      yield* this.take(chunk, state);
    }
    yield* this.finish(state);
  }
}

const url = 'https://api.heron.example/v1/conversations';

function inConversation(exchange: Exchange): readonly Exchange[] {
  if (exchange.phase !== 'chat') return [exchange];
  const { request, response } = exchange;
  const begin = { method: 'POST', url, headers: request.headers, json: { title: 'A call' } };
  return [
    { phase: 'chat', request: begin, response: { status: 201, json: { id: 'conversation-7' } } },
    { phase: 'chat', request: { ...request, url: `${url}/conversation-7/messages` }, response },
  ];
}

export const unusual: UnusualProvider = {
  says: 'A conversation is made first, with a request that says nothing of what is asked.',
  source: 'Services with threads, and the sites of chats.',
  fixtures: heronFixtures.map((fixture): Fixture => ({
    ...fixture,
    exchanges: fixture.exchanges.flatMap(inConversation),
  })),
  create: () => heron(Unusual),
};
