import { expect, test } from 'vitest';
import type { SuiteCase } from '../../src/conformance/case.ts';
import { conformanceCases } from '../../src/conformance/conformance-cases.ts';
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
  expect(first).toMatchObject({ status: 'failed', reason: 'It did not end within 0.2 seconds.' });
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

test('a fixture that is wrong is told by the case that finds it, and the others are judged without it', async () => {
  const [good] = localFixtures;
  if (good === undefined) expect.unreachable('There is no fixture.');
  const wrong = { ...good, name: 'wrong', expect: { text: 'Something else.', finish: 'stop' as const } };
  const suite = new Suite({
    create: () => fakeLocal()(),
    fixtures: () => Promise.resolve([...localFixtures, wrong]),
    skip: [],
    cases: conformanceCases,
  });
  expect(await suite.result('answering/text')).toMatchObject({ status: 'failed' });
  expect((await suite.result('answering/text')).reason).toMatch(/^wrong: expected "Something else\."/);
  expect((await suite.result('answering/finish-reason')).status).toBe('passed');
  const { status, reason } = await suite.result('tools/calls');
  expect(status).toBe('not-applicable');
  expect(reason).toMatch(/ It was judged without wrong, which failed before\.$|`accepts` has no `tools`/);
});

test('with no good fixture, a case says which one failed first', async () => {
  const wrong = localFixtures.map((fixture) => ({
    ...fixture,
    expect: { text: 'Something else.', finish: 'stop' as const },
  }));
  const suite = new Suite({
    create: () => fakeLocal()(),
    fixtures: () => Promise.resolve(wrong),
    skip: [],
    cases: conformanceCases,
  });
  expect(await suite.result('answering/events-are-kept')).toMatchObject({
    status: 'not-run',
    reason: 'It depends on another case: answering/text failed.',
  });
});
