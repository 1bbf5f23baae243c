import { writeFileSync } from 'node:fs';
import process from 'node:process';

/** @import { Reporter, TestModule } from 'vitest/node' */

/**
 * Writes the totals of a run to the file that `PLUGBOARD_TOTALS_FILE` names. A test file that cannot be loaded and an
 * error outside of every test count as one failure each: a run that fails never says "0 failed".
 *
 * @implements {Reporter}
 */
export default class TotalsReporter {
  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env['PLUGBOARD_TOTALS_FILE'];
    if (file !== undefined) writeFileSync(file, totals(modules, unhandledErrors.length));
  }
}

/**
 * @param {readonly TestModule[]} modules
 * @param {number} otherFailures
 */
function totals(modules, otherFailures) {
  const states = modules.flatMap((module) => Array.from(module.children.allTests(), (test) => test.result().state));
  const failedOutsideTests = modules
    .flatMap((module) => [module, ...module.children.allSuites()])
    .filter((part) => part.errors().length > 0).length;
  const passed = states.filter((state) => state === 'passed').length;
  const skipped = states.filter((state) => state === 'skipped').length;
  const failed = states.length - passed - skipped + failedOutsideTests + otherFailures;
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
