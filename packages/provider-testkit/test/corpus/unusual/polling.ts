import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { egretFixtures } from '../wires/egret/fixtures.ts';
import { Egret, egret, type EgretAnswer, type EgretState } from '../wires/egret/egret.ts';

interface Job {
  readonly job?: string;
  readonly state?: 'running' | 'done';
  readonly answers?: readonly EgretAnswer[];
  readonly error?: EgretAnswer['error'];
}

class Unusual extends Egret {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    let job = (await http.json({ phase: 'chat', url: '/v1/jobs', json: this.job(request) })) as Job;
    const { job: id } = job;
    for (let asked = 0; job.error === undefined && job.state === 'running' && asked < 20; asked += 1) {
      job = (await http.json({ phase: 'chat', url: `/v1/jobs/${id ?? ''}` })) as Job;
    }
    if (job.error !== undefined || job.answers === undefined) throw http.failure('chat', { error: job.error ?? {} });
    const state: EgretState = { calls: 0, usage: undefined, finishReason: undefined };
    for (const answer of job.answers) yield* this.take(answer, state);
    yield* this.finish(state);
  }

  job(request: ChatRequest): object {
    return { model: request.model, ...this.body(request) };
  }
}

const url = 'https://egret.example/v1/jobs';

/** A job is made, is not done when it is asked about first, and then is. */
function polled(fixture: Fixture): Fixture {
  const exchanges = fixture.exchanges.flatMap((exchange): readonly Exchange[] => {
    const { phase, request, response } = exchange;
    if (phase !== 'chat') return [exchange];
    const { headers, json } = request;
    const start = { method: 'POST', url, headers, json: { model: fixture.request.model, ...(json as object) } };
    if (response.file === undefined) return [{ phase, request: start, response }];
    const body = String(fixture.files?.[response.file] ?? '');
    const answers = body
      .split('\n\n')
      .filter((event) => event !== '')
      .map((event) => JSON.parse(event.slice(6)) as EgretAnswer);
    const error = answers.find((answer) => answer.error !== undefined)?.error;
    const asked = { method: 'GET', url: `${url}/7`, headers };
    return [
      { phase, request: start, response: { status: 200, json: { job: '7', state: 'running' } } },
      { phase, request: asked, response: { status: 200, json: { job: '7', state: 'running' } } },
      { phase, request: asked, response: { status: 200, json: error ? { error } : { state: 'done', answers } } },
    ];
  });
  return { ...fixture, exchanges };
}

export const unusual: UnusualProvider = {
  says: 'It starts a job and asks about it until it is done.',
  source: 'Batch services and services for pictures: one request starts the work, others ask for it.',
  fixtures: egretFixtures.map(polled),
  create: () => egret(Unusual),
};
