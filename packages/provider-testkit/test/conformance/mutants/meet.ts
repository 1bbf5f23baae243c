import { conformanceCases } from '../../../src/conformance/conformance-cases.ts';
import { Suite, type CaseResult } from '../../../src/conformance/suite.ts';
import type { Mutant } from './mutant.ts';

/** What the suite makes of a mutant. */
export interface Meeting {
  /** The cases that failed, in the order in which they were run. */
  readonly failed: readonly Pick<CaseResult, 'id' | 'reason'>[];
  /** How many cases came to which end. */
  readonly counts: Readonly<Partial<Record<CaseResult['status'], number>>>;
}

/** Runs cases on a mutant; each one with those that it comes after. */
export async function meet({ create, fixtures }: Mutant, ids = conformanceCases.map(({ id }) => id)): Promise<Meeting> {
  const suite = new Suite({
    create,
    fixtures: () => Promise.resolve(fixtures),
    skip: [],
    cases: conformanceCases,
    patience: { patienceMs: 2_000, quietMs: 80 },
  });
  const failed: Meeting['failed'][number][] = [];
  const counts: Partial<Record<CaseResult['status'], number>> = {};
  for (const id of ids) {
    const { status, reason } = await suite.result(id);
    counts[status] = (counts[status] ?? 0) + 1;
    if (status === 'failed') failed.push({ id, reason });
  }
  return { failed, counts };
}
