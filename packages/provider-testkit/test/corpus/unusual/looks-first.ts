import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { heronFixtures } from '../wires/heron/fixtures.ts';
import { Heron, heron } from '../wires/heron/heron.ts';

class Unusual extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const { state } = (await http.json({ phase: 'chat', url: `/v1/models/${request.model}` })) as {
      readonly state?: string;
    };
    if (state !== 'ready') throw http.failure('chat', { error: { message: `The model is ${state ?? 'away'}.` } }, 503);
    yield* super.stream(request, call);
  }
}

function lookedAt(fixture: Fixture): Fixture {
  const exchanges = fixture.exchanges.flatMap((exchange): readonly Exchange[] => {
    const { phase, request } = exchange;
    if (phase !== 'chat') return [exchange];
    const url = `https://api.heron.example/v1/models/${fixture.request.model}`;
    const look: Exchange = {
      phase,
      request: { method: 'GET', url, headers: request.headers },
      response: { status: 200, json: { state: 'ready' } },
    };
    return [look, exchange];
  });
  return { ...fixture, exchanges };
}

export const unusual: UnusualProvider = {
  says: 'It asks whether the model is ready before it asks the model.',
  source: 'Services that load a model when it is wanted, and answer 503 as long as they do.',
  fixtures: heronFixtures.map(lookedAt),
  create: () => heron(Unusual),
};
