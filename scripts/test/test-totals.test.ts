import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const script = fileURLToPath(new URL('../test.mjs', import.meta.url));

/** Runs the test files in a folder of their own; answers with the exit code and the last line. */
function runTests(
  files: Readonly<Record<string, string>>,
): readonly [code: number | null, lastLine: string | undefined] {
  const folder = mkdtempSync(join(tmpdir(), 'plugboard-totals-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const options = ['--globals', '--root', folder];
  const { status, stdout } = spawnSync(process.execPath, [script, ...options], { encoding: 'utf8' });
  return [status, stdout.trimEnd().split('\n').at(-1)];
}

const good = "test('a', () => {});\n";

test('the last line of a good run counts what passed and what was skipped', () => {
  const skipped = "describe('d', () => { test.skip('b', () => {}); test.todo('c'); });";
  expect(runTests({ 'a.test.js': good, 'b.test.js': skipped })).toEqual([0, '1 passed, 0 failed, 2 skipped']);
});

test('a failed test, a file that does not load, a broken hook and a late error count as failures', () => {
  const files = {
    'fails.test.js': `${good}test('b', () => { throw new Error('b'); });`,
    'loads.test.js': "import './nowhere.js';",
    'hook.test.js': "describe('d', () => { afterAll(() => { throw new Error('hook'); }); test('a', () => {}); });",
    'late.test.js': `test('a', async () => {
      setTimeout(() => { throw new Error('late'); });
      await new Promise((resolve) => setTimeout(resolve, 20));
    });`,
  };
  expect(runTests(files)).toEqual([1, '3 passed, 4 failed']);
});

test('a run without a result is a failure', () => {
  expect(runTests({ 'vitest.config.js': 'syntax(' })).toEqual([1, '0 passed, 1 failed']);
});
