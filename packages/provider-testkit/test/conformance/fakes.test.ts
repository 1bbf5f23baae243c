import { expect, test } from 'vitest';
import { runConformance } from '../../src/conformance/run-conformance.ts';
import { fakeFixtures } from './fake-fixtures.ts';
import { fakeLocal, localFixtures, localMediaFixtures, readingLocal } from './fake-local.ts';
import { fakeSession } from './fake-session.ts';
import { credentials } from './mutants/mutant.ts';

test('a correct provider with a session and uploads passes every case', async () => {
  const report = await runConformance({
    create: () => fakeSession()({ cookies: { sid: '{{sid}}' }, clientKey: '{{clientKey}}' }),
    fixtures: fakeFixtures,
  });
  expect(
    report.results.filter(({ status }) => status !== 'passed').map(({ id, status, reason }) => [id, status, reason]),
  ).toEqual([
    [
      'fixtures/whole',
      'not-applicable',
      'The provider sends the same request whether or not the caller wants a stream.',
    ],
    [
      'chunking/last-line',
      'not-applicable',
      'No answer comes in lines of JSON; without its empty line, a server-sent event is not complete.',
    ],
    ['chunking/blank-lines', 'not-applicable', 'No answer comes in lines of JSON.'],
    [
      'answering/last-content',
      'not-applicable',
      'In this format, the last text and the end of the answer cannot come in one event.',
    ],
    [
      'answering/unknown-event',
      'not-applicable',
      'The events of the answer have no types: no `event:` lines, and no `type` that says which is which.',
    ],
    ['answering/usage-repeated', 'not-applicable', 'No fixture with usage has its counts in several events.'],
    ['answering/usage-early', 'not-applicable', 'No answer of a fixture has its counts in an event of their own.'],
    ['tools/together', 'not-applicable', 'No fixture expects several calls whose pieces are in a list of their event.'],
    ['accepts/of-models', 'not-applicable', 'No model has `accepts` of its own.'],
    ['accepts/every-model', 'not-applicable', 'There is one model by name.'],
    ['accepts/message-fields', 'not-applicable', '`accepts` names no `messageFields`.'],
    ['tools/not-declared', 'not-applicable', '`accepts` has `tools`.'],
    ['returning/details-back', 'not-applicable', 'No fixture has an answer with anything that the service needs back.'],
    [
      'returning/whole-details',
      'not-applicable',
      'No fixture has an answer with anything that the service needs back.',
    ],
    [
      'returning/details-as-said',
      'not-applicable',
      'No fixture has an answer with anything that the service needs back.',
    ],
    ['returning/kept-apart', 'not-applicable', 'No fixture has an answer with anything that the service needs back.'],
    ['returning/order', 'not-applicable', 'No fixture has an answer with anything that the service needs back.'],
    ['formats/not-declared', 'not-applicable', '`accepts.responseFormat` names every format.'],
    ['isolation/jobs-apart', 'not-applicable', 'An answer takes one request.'],
    ['abort/between-requests', 'not-applicable', 'An answer takes one request.'],
    ['errors/ended-job', 'not-applicable', 'An answer takes one request.'],
    ['errors/unknown-state', 'not-applicable', 'An answer takes one request.'],
  ]);
});

test('one good fixture is enough, and what else could be recorded is told', async () => {
  const report = await runConformance({
    create: () =>
      fakeSession({ parts: ({ accepts }) => ({ accepts: { parameters: accepts.parameters }, listModels: undefined }) })(
        credentials,
      ),
    fixtures: fakeFixtures.filter(({ name }) => name === 'picture'),
  });
  expect(report.results.filter(({ status }) => status === 'failed' || status === 'not-run')).toEqual([]);
  expect(report.passed).toBe(true);
  const reasonOf = (id: string): string | undefined => report.results.find((result) => result.id === id)?.reason;
  expect(reasonOf('errors/as-recorded')).toBe(
    'No fixture expects an error for a status. Record a call that the service refuses, such as one with a wrong key.',
  );
  expect(reasonOf('errors/in-band')).toBe(
    'No fixture expects an error inside a 2xx response. Record one, if the service reports errors so.',
  );
});

test('a correct provider without HTTP passes every case that it has', async () => {
  const report = await runConformance({ create: () => fakeLocal()(), fixtures: localFixtures });
  expect(
    report.results
      .filter(({ status }) => status !== 'passed' && status !== 'not-applicable')
      .map(({ id, status, reason }) => [id, status, reason]),
  ).toEqual([]);
  expect(report.counts.passed).toBeGreaterThan(20);
  const passed = report.results.filter(({ status }) => status === 'passed').map(({ id }) => id);
  expect(passed).toEqual(expect.arrayContaining(['tools/not-declared', 'formats/not-declared']));
});

test('a correct provider without HTTP that reads its files passes', async () => {
  const report = await runConformance({
    create: () => fakeLocal(readingLocal, ['image'])(),
    fixtures: localMediaFixtures,
  });
  expect(report.results.filter(({ status }) => status === 'failed' || status === 'not-run')).toEqual([]);
  expect(report.results.find(({ id }) => id === 'media/bytes-arrive')?.status).toBe('passed');
});
