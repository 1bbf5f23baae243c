// Prints the totals of a run of vitest: `node scripts/totals.mjs <its JSON report> <its exit code>`.
import { readFileSync } from 'node:fs';
import process from 'node:process';

const [report = '', exitCode] = process.argv.slice(2);

/** A file that cannot be loaded counts as one failure, and so does whatever else made the run fail. */
function totals() {
  /** @type {import('vitest/node').JsonTestResults} */
  const results = JSON.parse(readFileSync(report, 'utf8'));
  const files = results.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const skipped = results.numPendingTests + results.numTodoTests;
  const failed = results.numFailedTests + files.length || Number(exitCode !== '0');
  return `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

try {
  console.log(totals());
} catch {
  console.log('0 passed, 1 failed');
}
