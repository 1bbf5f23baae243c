import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runSteps, type Step } from '../lib/steps.mjs';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plugboard-steps-'));
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** A step that writes its arguments to the log and ends with an exit code. */
function step(name: string, code: number, more: Partial<Step> = {}): Step {
  const program = `require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'log'))},
    [${JSON.stringify(name)}, ...process.argv.slice(1)].join(' ') + ';'); process.exit(${code})`;
  return { name, command: ['node', '-e', program, '--'], ...more };
}

function log(): string {
  return readFileSync(join(folder, 'log'), 'utf8');
}

test('all steps run after a failure, and the first failure gives the exit code', () => {
  expect(runSteps('check', [step('a', 0), step('b', 3), step('c', 4), step('d', 0)], [])).toBe(3);
  expect(log()).toBe('a;b;c;d;');
  expect(console.error).toHaveBeenLastCalledWith('\ncheck failed: b, c');
});

test('a step that needs a failed one is not run and fails too', () => {
  expect(runSteps('check', [step('a', 3), step('b', 0, { needs: 'a' })], [])).toBe(3);
  expect(log()).toBe('a;');
});

test('arguments go to the steps that take them', () => {
  expect(runSteps('demo', [step('a', 0), step('b', 0, { takesArguments: true })], ['x', '--y'])).toBe(0);
  expect(log()).toBe('a;b x --y;');
});

test('a switch leaves its step out', () => {
  expect(runSteps('check', [step('a', 0), step('b', 1, { skippedBy: '--no-b' })], ['--no-b'])).toBe(0);
  expect(log()).toBe('a;');
});

test('an unknown argument is refused before anything runs', () => {
  expect(runSteps('check', [step('a', 0, { skippedBy: '--no-a' })], ['--no-b'])).toBe(2);
  expect(console.error).toHaveBeenCalledWith('"check" does not know --no-b. It takes: --no-a.');
  expect(() => log()).toThrow('ENOENT');
});

test('a step whose files are missing says so', () => {
  expect(runSteps('demo', [step('a', 0, { requires: 'nowhere/package.json' })], [])).toBe(1);
  expect(console.error).toHaveBeenCalledWith('"a" cannot run: there is no nowhere/package.json.');
});

test('a program that cannot be started fails', () => {
  expect(runSteps('check', [{ name: 'a', command: ['plugboard-no-such-program'] }], [])).not.toBe(0);
});
