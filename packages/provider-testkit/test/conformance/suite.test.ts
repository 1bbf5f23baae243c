import { expect, test } from 'vitest';
import type { SuiteCase } from '../../src/conformance/case.ts';
import { Suite } from '../../src/conformance/suite.ts';
import { testProvider } from '../../src/conformance/test-provider.ts';
import { fakeLocal, localFixtures } from './fake-local.ts';

const endless: SuiteCase = {
  id: 'test/endless',
  rule: 'It ends.',
  fix: 'End.',
  applies: () => true,
  run: () => new Promise(() => undefined),
};
const quick: SuiteCase = { ...endless, id: 'test/quick', run: () => Promise.resolve() };

test('a case that does not end is a failure, and those behind it are run', async () => {
  const suite = new Suite({
    create: () => fakeLocal()(),
    fixtures: () => Promise.resolve(localFixtures),
    skip: [],
    cases: [endless, quick],
    patience: { patienceMs: 20 },
  });
  const [first, second] = await Promise.all([suite.result('test/endless'), suite.result('test/quick')]);
  expect(first).toMatchObject({ status: 'failed', reason: 'After 0.2 seconds, it had not come to an end.' });
  expect(second.status).toBe('passed');
});

test('the runner is handed a limit for each test, so that its own shorter one does not hide what is wrong', () => {
  const limits = new Set<number>();
  testProvider({
    test: (_name, _body, timeoutMs) => limits.add(timeoutMs),
    create: () => fakeLocal()(),
    fixtures: localFixtures,
  });
  expect([...limits]).toEqual([120_000]);
});
