import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const script = fileURLToPath(new URL('../totals.mjs', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

/** Runs the test files in a folder of their own; gives the exit code, and the totals of the run. */
function runTests(files: Readonly<Record<string, string>>): readonly [code: number | null, totals: string] {
  const folder = mkdtempSync(join(tmpdir(), 'plugboard-totals-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const report = join(folder, 'report.json');
  const options = ['--globals', '--root', folder, '--reporter=json', `--outputFile=${report}`];
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...options], { stdio: 'ignore' });
  return [status, spawnSync(process.execPath, [script, report, String(status)], { encoding: 'utf8' }).stdout];
}

const good = "test('a', () => {});\n";

test('the totals of a good run count what passed and what was skipped', () => {
  const skipped = "describe('d', () => { test.skip('b', () => {}); test.todo('c'); });";
  expect(runTests({ 'a.test.js': good, 'b.test.js': skipped })).toEqual([0, '1 passed, 0 failed, 2 skipped\n']);
});

test('a failed test, a file that does not load and a broken hook count as failures', () => {
  const files = {
    'fails.test.js': `${good}test('b', () => { throw new Error('b'); });`,
    'loads.test.js': "import './nowhere.js';",
    'hook.test.js': "describe('d', () => { afterAll(() => { throw new Error('hook'); }); test('a', () => {}); });",
  };
  expect(runTests(files)).toEqual([1, '2 passed, 3 failed\n']);
});

test('an error outside of every test is a failure', () => {
  const late = `test('a', async () => {
    setTimeout(() => { throw new Error('late'); });
    await new Promise((resolve) => setTimeout(resolve, 20));
  });`;
  expect(runTests({ 'late.test.js': late })).toEqual([1, '1 passed, 1 failed\n']);
});

test('a run without a result is a failure', () => {
  expect(runTests({ 'vitest.config.js': 'syntax(' })).toEqual([1, '0 passed, 1 failed\n']);
});
