import { expect, test } from 'vitest';
import { conformanceCases, createSubject, type ConformanceCase, type Subject } from '../../src/index.ts';
import { fakeLocal, localFixtures } from './fake-local.ts';
import { fakeFixtures } from './fake-fixtures.ts';
import { fakeSession } from './fake-session.ts';
import { credentials } from './mutants/mutant.ts';

/** As anybody would write one. */
const own: ConformanceCase = {
  id: 'own/plays',
  rule: 'The first fixture can be played.',
  applies: ({ fixtures }: Subject) => fixtures.length > 0 || 'There is none.',
  async run({ fixtures, play }: Subject) {
    const [fixture] = fixtures;
    if (fixture !== undefined) expect((await play(fixture)).error).toBeUndefined();
  },
};

const failures = async (subject: Subject, cases: readonly ConformanceCase[]): Promise<readonly string[]> => {
  const failed: string[] = [];
  for (const one of cases) {
    if (one.applies(subject) !== true) continue;
    await one.run(subject).catch((error: unknown) => failed.push(`${one.id}: ${String(error)}`));
  }
  return failed;
};

test('every case runs on a subject that anybody can make, and so does a case of their own', async () => {
  const subject = await createSubject({ create: () => fakeLocal()(), fixtures: localFixtures });
  expect(await failures(subject, [...conformanceCases, own])).toEqual([]);
});

test('that a provider has HTTP makes no difference', async () => {
  const subject = await createSubject({ create: () => fakeSession()(credentials), fixtures: fakeFixtures });
  const quick = conformanceCases.filter(({ id }) => /^(?:identity|fixtures|media|accepts)\//.test(id));
  expect(await failures(subject, [...quick, own])).toEqual([]);
});
