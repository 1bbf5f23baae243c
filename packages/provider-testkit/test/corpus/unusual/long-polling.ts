import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import type { EgretAnswer, EgretState } from '../wires/egret/egret.ts';
import { egretFixtures } from '../wires/egret/fixtures.ts';
import { Egret, egret } from '../wires/egret/egret.ts';

interface News {
  readonly job?: string;
  readonly answers?: readonly EgretAnswer[];
  /** Where the next ones are; none behind the last. */
  readonly next?: number;
}

class Unusual extends Egret {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const json = { model: request.model, ...this.body(request) };
    const { job = '' } = (await http.json({ phase: 'chat', url: '/v1/jobs', json })) as News;
    const state: EgretState = { calls: 0, usage: undefined, finishReason: undefined };
    let next: number | undefined = 0;
    while (next !== undefined) {
      // The service answers when there is something to say.
      const news = (await http.json({ phase: 'chat', url: `/v1/jobs/${job}/news/${next}` })) as News;
      for (const answer of news.answers ?? []) {
        if (answer.error !== undefined) throw http.failure('chat', { error: answer.error });
        yield* this.take(answer, state);
      }
      next = news.next;
    }
    yield* this.finish(state);
  }
}

const url = 'https://egret.example/v1/jobs';

/** Each event is an answer of its own. */
function byNews(fixture: Fixture): Fixture {
  const exchanges = fixture.exchanges.flatMap((exchange): readonly Exchange[] => {
    const { phase, request, response } = exchange;
    if (phase !== 'chat') return [exchange];
    const { headers, json } = request;
    const start = { method: 'POST', url, headers, json: { model: fixture.request.model, ...(json as object) } };
    if (response.file === undefined) return [{ phase, request: start, response }];
    const answers = String(fixture.files?.[response.file] ?? '')
      .split('\n\n')
      .filter((event) => event !== '')
      .map((event) => JSON.parse(event.slice(6)) as EgretAnswer);
    return [
      { phase, request: start, response: { status: 200, json: { job: '7' } } },
      ...answers.map((answer, index): Exchange => {
        const next = index < answers.length - 1 ? { next: index + 1 } : {};
        const news = { answers: [answer], ...next };
        return {
          phase,
          request: { method: 'GET', url: `${url}/7/news/${index}`, headers },
          response: { status: 200, json: news },
        };
      }),
    ];
  });
  return { ...fixture, exchanges };
}

export const unusual: UnusualProvider = {
  says: 'An answer comes in several responses, each of which the service holds back until there is something new.',
  source: 'Long polling, as bots and older chat services do it.',
  fixtures: egretFixtures.map(byNews),
  create: () => egret(Unusual),
};
