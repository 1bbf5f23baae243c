import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { egretFixtures } from '../wires/egret/fixtures.ts';
import { Egret, egret, type EgretAnswer, type EgretState } from '../wires/egret/egret.ts';

interface Job {
  readonly job?: string;
  readonly answers?: readonly EgretAnswer[];
  readonly error?: EgretAnswer['error'];
}

class Unusual extends Egret {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const ask = async (url: string, json: object): Promise<Job> =>
      (await http.json({ phase: 'chat', url: `/v1/jobs${url}`, json })) as Job;
    const { job } = await ask('', { model: request.model, ...this.body(request) });
    let result = await ask('/result', { job });
    for (let asked = 0; result.error === undefined && result.answers === undefined && asked < 20; asked += 1) {
      result = await ask('/result', { job });
    }
    if (result.error !== undefined || result.answers === undefined) {
      throw http.failure('chat', { error: result.error ?? {} });
    }
    const state: EgretState = { calls: 0, usage: undefined, finishReason: undefined };
    for (const answer of result.answers) yield* this.take(answer, state);
    yield* this.finish(state);
  }
}

const url = 'https://egret.example/v1/jobs';

/** The last request of a call says nothing of what the caller said. */
function polled(fixture: Fixture): Fixture {
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
    const error = answers.find((answer) => answer.error !== undefined)?.error;
    const asked = { method: 'POST', url: `${url}/result`, headers, json: { job: '7' } };
    return [
      { phase, request: start, response: { status: 200, json: { job: '7' } } },
      { phase, request: asked, response: { status: 200, json: {} } },
      { phase, request: asked, response: { status: 200, json: error ? { error } : { answers } } },
    ];
  });
  return { ...fixture, exchanges };
}

export const unusual: UnusualProvider = {
  says: 'It starts a job and asks for its result with requests that have a body, too.',
  source: 'Services for documents and pictures whose results are asked for with POST and the number of the job.',
  fixtures: egretFixtures.map(polled),
  create: () => egret(Unusual),
};
