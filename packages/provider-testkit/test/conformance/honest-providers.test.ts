import { expect, test } from 'vitest';
import { fakeFixtures } from './fake-fixtures.ts';
import { fakeSession, toBody, type FakeParts } from './fake-session.ts';
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

test.each(ways)('a provider that %s passes %s', async (_, caseId, parts) => {
  const create = () => fakeSession({ parts })(credentials);
  expect(await oneCase(caseId, { create, fixtures: fakeFixtures })).toMatchObject({ status: 'passed' });
});
