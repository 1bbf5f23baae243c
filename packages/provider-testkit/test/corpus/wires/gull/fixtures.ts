import type { Exchange, Fixture } from '../../../../src/fixtures/fixture.ts';
import { egretFixtures } from '../egret/fixtures.ts';
import type { EgretAnswer } from '../egret/egret.ts';

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
    const end = error === undefined ? { job: '7', state: 'done', answers } : { job: '7', state: 'failed', error };
    return [
      { phase, request: start, response: { status: 200, json: { job: '7', state: 'waiting' } } },
      { phase, request: asked, response: { status: 200, json: { job: '7', state: 'running' } } },
      { phase, request: asked, response: { status: 200, json: end } },
    ];
  });
  return { ...fixture, exchanges };
}

/** What somebody would record of the Gull. */
export const gullFixtures: readonly Fixture[] = egretFixtures.map(polled);
