import { expect, test } from 'vitest';
import { conformanceCases } from '../../src/conformance/conformance-cases.ts';
import { Suite } from '../../src/conformance/suite.ts';
import { mutants } from './mutants/mutants.ts';

test.each(mutants)(
  'a mutant makes exactly $caseId fail',
  async ({ caseId, create, fixtures }) => {
    const suite = new Suite({
      create,
      fixtures: () => Promise.resolve(fixtures),
      skip: [],
      cases: conformanceCases,
      patience: { patienceMs: 2_000, quietMs: 80 },
    });
    const failed: string[] = [];
    for (const { id } of conformanceCases) {
      const { status, reason } = await suite.result(id);
      if (status === 'failed') failed.push(id === caseId ? id : `${id}: ${reason ?? ''}`);
    }
    expect(failed).toEqual([caseId]);
  },
  120_000,
);

test('every case has a mutant', () => {
  const covered = new Set(mutants.map(({ caseId }) => caseId));
  expect(conformanceCases.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
});
