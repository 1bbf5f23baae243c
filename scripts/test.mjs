// Runs vitest and ends with the totals alone on the last line, coverage and other reports before it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { root, run } from './lib/command.mjs';

const minutes = 8;
const folder = mkdtempSync(join(tmpdir(), 'plugboard-test-'));
const totalsFile = join(folder, 'totals');
process.env['PLUGBOARD_TOTALS_FILE'] = totalsFile;

try {
  const reporters = ['--reporter=default', `--reporter=${join(root, 'scripts/lib/totals-reporter.mjs')}`];
  const command = ['vitest', 'run', ...reporters, ...process.argv.slice(2)];
  const { code, timedOut } = run(command, { timeout: minutes * 60_000 });
  if (timedOut) console.error(`The tests did not end within ${minutes} minutes and were stopped.`);
  const totals = readTotals();
  if (totals === undefined) console.error('vitest ended without a result.');
  process.exitCode = code === 0 && totals === undefined ? 1 : code;
  console.log(`\n${totals ?? '0 passed, 1 failed'}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function readTotals() {
  try {
    return readFileSync(totalsFile, 'utf8');
  } catch {
    return undefined;
  }
}
