import { afterAll, beforeAll, expect, test } from 'vitest';
import { conformanceCases } from '../../src/conformance/conformance-cases.ts';
import { Suite } from '../../src/conformance/suite.ts';
import { mutants } from './mutants/mutants.ts';

// Every mutant against every case takes minutes; by default a mutant meets the case that is its own, and those before it.
const everyCase = process.env['PLUGBOARD_MUTANTS'] === 'all';

// One mutant loses a rejection in each of its calls; the runner would take it for a fault of this file.
const listeners = process.listeners('unhandledRejection');
const ignore = (): void => undefined;
beforeAll(() => {
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', ignore);
});
afterAll(() => {
  process.off('unhandledRejection', ignore);
  for (const listener of listeners) process.on('unhandledRejection', listener);
});

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
    for (const { id } of conformanceCases.filter((one) => everyCase || one.id === caseId)) {
      const { status, reason } = await suite.result(id);
      // With the reason, should it be one that was not meant to fail.
      if (status === 'failed') failed.push(id === caseId ? id : `${id}: ${reason ?? ''}`);
    }
    expect(failed).toEqual([caseId]);
  },
  600_000,
);

test('every case has a mutant', () => {
  const covered = [...new Set(mutants.map(({ caseId }) => caseId))].sort();
  expect(covered).toEqual(conformanceCases.map(({ id }) => id).sort());
});

test('a case comes after cases that exist, and never after itself', () => {
  const byId = new Map(conformanceCases.map((one) => [one.id, one]));
  const visit = (id: string, path: readonly string[]): void => {
    expect(path, `${path.join(' -> ')} -> ${id}`).not.toContain(id);
    const found = byId.get(id);
    expect(found, id).toBeDefined();
    for (const before of [...(found?.unless ?? []), ...(found?.after ?? [])]) visit(before, [...path, id]);
  };
  for (const { id } of conformanceCases) visit(id, []);
});
