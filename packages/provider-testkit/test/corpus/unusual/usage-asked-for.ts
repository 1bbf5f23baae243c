import type { Call, ChatEvent, ChatRequest, Http, Usage } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { heronFixtures } from '../wires/heron/fixtures.ts';
import { Heron, heron, type HeronChunk, type HeronState, type HeronUsage } from '../wires/heron/heron.ts';
import { sse } from '../wires/made-fixtures.ts';

/** Tokens are asked for behind the last word; without them the answer is complete all the same. */
class Unusual extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const state: HeronState = { finishReason: undefined, usage: undefined };
    let id: string | undefined;
    const onHeaders = (headers: ReadonlyMap<string, string>): void => {
      id = headers.get('x-generation');
    };
    const json = this.body(request);
    for await (const { data } of http.events({ phase: 'chat', url: '/v1/chat/completions', json, onHeaders })) {
      if (data === '[DONE]') break;
      const chunk = JSON.parse(data) as HeronChunk;
      if (chunk.error !== undefined) throw http.failure('chat', { error: chunk.error });
      yield* this.take(chunk, state);
    }
    if (state.finishReason !== undefined && id !== undefined) state.usage = await this.counted(id, http, call);
    yield* this.finish(state);
  }

  async counted(id: string, http: Http, call: Call): Promise<Usage | undefined> {
    try {
      const told = await http.json({ phase: 'chat', url: `/v1/generations/${encodeURIComponent(id)}` });
      const { usage } = told as { readonly usage?: HeronUsage };
      return usage === undefined ? undefined : this.usage(usage);
    } catch (error) {
      if (call.signal.aborted) throw error;
      call.warn({ feature: 'usage', message: 'The service did not tell the tokens of this answer.' });
      return undefined;
    }
  }
}

function askedFor(fixture: Fixture): Fixture {
  const files = { ...fixture.files };
  const exchanges = fixture.exchanges.flatMap((exchange): readonly Exchange[] => {
    const { file } = exchange.response;
    if (exchange.phase !== 'chat' || file === undefined) return [exchange];
    const told = String(files[file] ?? '')
      .split('\n\n')
      .filter((event) => event !== '')
      .map((event) => event.slice(6));
    const usage = told.map((data) =>
      data.startsWith('{"choices":[],"usage"') ? (JSON.parse(data) as HeronChunk).usage : undefined,
    );
    const { text, chunks } = sse(...told.filter((_, index) => usage[index] === undefined));
    files[file] = text;
    const { headers, ...request } = exchange.request;
    const asking = { method: 'GET', url: 'https://api.heron.example/v1/generations/gen-7', headers };
    const answer = { ...exchange.response, headers: { ...exchange.response.headers, 'x-generation': 'gen-7' }, chunks };
    const counted = usage.find((one) => one !== undefined);
    return [
      { phase: 'chat', request: { ...request, headers }, response: answer },
      ...(counted === undefined
        ? []
        : [{ phase: 'chat' as const, request: asking, response: { status: 200, json: { usage: counted } } }]),
    ];
  });
  return { ...fixture, files, exchanges };
}

export const unusual: UnusualProvider = {
  says: 'Behind the last word it asks for the tokens, with a request of its own.',
  source: 'Routers of models that tell what a generation cost under its number.',
  fixtures: heronFixtures.map(askedFor),
  create: () => heron(Unusual),
};
