import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const command = fileURLToPath(new URL('../../dist/command.js', import.meta.url));

/** Whether this version of Node has a cache of compiled code. */
const isKnown = typeof Reflect.get(module, 'enableCompileCache') === 'function';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plugboard-compile-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Runs the command with a folder for temporary files of its own, and tells what is in there afterwards. */
function filesAfter(environment: Readonly<Record<string, string>>): readonly string[] {
  const folder = temporaryFolder();
  const { status } = spawnSync(process.execPath, [command, '--version'], {
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: folder, TEMP: folder, ...environment },
  });
  expect(status).toBe(0);
  return readdirSync(folder);
}

test.runIf(isKnown)('the command leaves its compiled code for the next start, where Node can do that', () => {
  expect(filesAfter({})).toEqual(['node-compile-cache']);
});

test('the command leaves nothing behind where Node cannot do that, or may not', () => {
  expect(filesAfter({ NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual([]);
});
