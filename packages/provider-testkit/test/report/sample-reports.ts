import { conformanceCases } from '../../src/conformance/conformance-cases.ts';
import type { ConformanceReport } from '../../src/conformance/run-conformance.ts';
import type { CaseResult } from '../../src/conformance/suite.ts';

const statuses = ['passed', 'failed', 'skipped', 'not-applicable', 'not-run'] as const;

/** A report in which every status occurs; the cases are the real ones. */
export function sampleReport(name: string, openEvery: number): ConformanceReport {
  const results = conformanceCases.map(({ id, rule, fix }, index): CaseResult => {
    const status = index % openEvery === 0 ? (statuses[1 + ((index / openEvery) % 4)] ?? 'failed') : 'passed';
    const reason = status === 'passed' ? undefined : `Seen: <b>${status}</b> & | "${name}".`;
    return { id, rule, fix, status, reason, durationMs: index };
  });
  const count = (status: CaseResult['status']): number => results.filter((result) => result.status === status).length;
  const counts = {
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    'not-applicable': count('not-applicable'),
    'not-run': count('not-run'),
  };
  return { format: 1, name, plugin: 'fake', passed: counts.failed === 0, counts, problems: [], results };
}
