import { expect, test } from 'vitest';
import { fakeFixtures } from './fake-fixtures.ts';
import { fakeSession } from './fake-session.ts';
import { credentials } from './mutants/mutant.ts';
import { mutants } from './mutants/mutants.ts';
import { oneCase } from './one-case.ts';

// Many who record a fixture speak English: no answer of theirs has a character of several bytes.
const fixtures = fakeFixtures.filter(({ name }) => name === 'thoughts');

test('characters that are cut are tried with fixtures that have none of several bytes', async () => {
  const create = () => fakeSession()(credentials);
  expect(await oneCase('chunking/characters', { create, fixtures })).toMatchObject({ status: 'passed' });
});

test('a provider that decodes piece by piece is found with them', async () => {
  const wrong = mutants.find(({ caseId }) => caseId === 'chunking/characters');
  const create = wrong?.create ?? (() => fakeSession()(credentials));
  const { status, reason } = await oneCase('chunking/characters', { create, fixtures });
  expect(status).toBe('failed');
  expect(reason).toContain('thoughts, with `\u00e9` in its text: expected "\u00e9\u{1f408}Cats purr"');
});
