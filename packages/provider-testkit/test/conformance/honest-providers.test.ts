import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { runConformance } from '../../src/conformance/run-conformance.ts';
import type { Fixture } from '../../src/fixtures/fixture.ts';
import { fakeFixtures } from './fake-fixtures.ts';
import { fakeSession, toBody, type FakeParts } from './fake-session.ts';
import { thinking, thinkingFixtures, withThoughts } from './fake-thinking.ts';
import { credentials } from './mutants/mutant.ts';
import { oneCase } from './one-case.ts';

const budgets = new Map([
  ['low', 1_024],
  ['high', 16_384],
]);

/** Correct providers that do something in a way that the fake does not. */
const ways: readonly (readonly [way: string, caseId: string, parts: (parts: FakeParts) => Partial<FakeParts>])[] = [
  [
    'sends an effort as a number',
    'accepts/parameters',
    ({ accepts }) => ({
      accepts: { ...accepts, parameters: ['reasoning_effort', 'temperature'] },
      body: ({ parameters: { reasoning_effort: name, ...parameters }, ...request }) => ({
        ...toBody({ ...request, parameters }),
        ...(name !== undefined && { budget: budgets.get(name) }),
      }),
    }),
  ],
];

/** As the service answers a call that wants no stream. */
function asWhole(fixture: Fixture): Fixture {
  const { text = '', finish = 'stop' } = 'text' in fixture.expect ? fixture.expect : {};
  return {
    ...fixture,
    name: `${fixture.name ?? ''}-whole`,
    request: { ...fixture.request, stream: false },
    exchanges: fixture.exchanges.map((exchange) =>
      exchange.phase === 'chat' ? { ...exchange, response: { status: 200, json: { text } } } : exchange,
    ),
    expect: { text, finish },
  };
}

test('a provider that asks for whole answers in a way of its own passes with fixtures for both', async () => {
  const create = () =>
    fakeSession({
      parts: ({ accepts, stream, open, body }) => ({
        accepts: { parameters: accepts.parameters },
        listModels: undefined,
        async *stream(request, call) {
          if (request.stream) return yield* stream(request, call);
          const json = { ...body(request), whole: true };
          const answer = await open(call.http).json({ phase: 'chat', url: '/chat', json });
          yield { type: 'text-delta', text: String(Reflect.get(Object(answer), 'text')) };
          yield { type: 'finish', reason: 'stop' };
        },
      }),
    })(credentials);
  const picture = fakeFixtures.filter(({ name }) => name === 'picture');
  const report = await runConformance({ create, fixtures: [...picture, ...picture.map(asWhole)] });
  const notPassed = report.results.filter(({ status }) => status === 'failed' || status === 'not-run');
  expect(notPassed.map(({ id, reason }) => `${id}: ${reason ?? ''}`)).toEqual([]);
  expect(report.results.find(({ id }) => id === 'fixtures/whole')?.status).toBe('passed');
}, 120_000);

test.each<[string, (parts: FakeParts) => Partial<FakeParts>]>([
  ['sends something else', () => ({ body: (request) => ({ ...toBody(request), live: request.stream }) })],
  [
    'never sends the same, and reads in another way',
    ({ body, open, read, toEvents }) => ({
      async *stream(request, call) {
        const json = { ...body(request), nonce: randomUUID() };
        const http = open(call.http);
        if (!request.stream) await http.json({ phase: 'chat', url: '/chat', json });
        for await (const data of read(call, json)) yield* toEvents(data, http, request);
      },
    }),
  ],
])('that a whole answer should be recorded is told where a provider %s for one', async (_, parts) => {
  const create = () => fakeSession({ parts })(credentials);
  const { status, reason } = await oneCase('fixtures/whole', { create, fixtures: fakeFixtures });
  expect([status, reason]).toEqual(['not-applicable', expect.stringMatching(/^No fixture asks for a complete answer/)]);
});

test.each(ways)('a provider that %s passes %s', async (_, caseId, parts) => {
  const create = () => fakeSession({ parts })(credentials);
  expect(await oneCase(caseId, { create, fixtures: fakeFixtures })).toMatchObject({ status: 'passed' });
});

test('a provider whose thoughts have to come back passes', async () => {
  const create = () => fakeSession({ parts: withThoughts(thinking) })(credentials);
  for (const caseId of ['returning/details-back', 'returning/whole-details']) {
    expect(await oneCase(caseId, { create, fixtures: thinkingFixtures })).toMatchObject({ status: 'passed' });
  }
});

test('a provider whose service wants nothing back is not judged for it', async () => {
  const create = () => fakeSession()(credentials);
  expect(await oneCase('returning/details-back', { create, fixtures: fakeFixtures })).toMatchObject({
    status: 'not-applicable',
    reason: expect.stringContaining('needs back'),
  });
});
