import type { ConformanceReport } from '../conformance/run-conformance.ts';
import type { CaseResult } from '../conformance/suite.ts';

/** A mark for each status, readable without colour. */
export const marks: Readonly<Record<CaseResult['status'], string>> = {
  passed: '\u2713',
  failed: '\u2717',
  skipped: '\u2192',
  'not-applicable': '\u00b7',
  'not-run': '\u2026',
};

/** The counts in words: `118 passed, 1 failed`. */
export function titleOf({ counts }: ConformanceReport): string {
  const words = Object.entries(counts).filter(([status, count]) => count > 0 || status === 'passed');
  return words.map(([status, count]) => `${count} ${status.replace('-', ' ')}`).join(', ');
}
