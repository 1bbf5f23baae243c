import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { removeLeftovers, TempFolder } from '../../src/body/temp-folder.ts';

test('what processes left that are gone is removed, and nothing else', async () => {
  const ended = spawnSync(process.execPath, ['--version']).pid;
  const unique = (await mkdtemp(join(tmpdir(), 'temp-folder-test-'))).slice(-6);
  const named = (pid: number, name: string): string => join(tmpdir(), `plugboard-gateway-${pid}-${name}${unique}`);
  const [left, running, file] = [named(ended, 'left'), named(process.pid, 'running'), named(ended, 'file')];
  onTestFinished(async () => {
    const all = [left, running, file, join(tmpdir(), `temp-folder-test-${unique}`)];
    await Promise.all(all.map((path) => rm(path, { recursive: true, force: true })));
  });
  await Promise.all([mkdir(left), mkdir(running), writeFile(file, '')]);
  await writeFile(join(left, 'upload'), 'a');
  await removeLeftovers();
  expect([left, running, file].map((path) => existsSync(path))).toEqual([false, true, true]);
});

test('a folder is made for the first file, removed with all in it, and made again', async () => {
  const folder = new TempFolder();
  const first = folder.newPath();
  await writeFile(first, 'a');
  expect(folder.newPath()).not.toBe(first);
  await folder.remove();
  await folder.remove();
  expect(existsSync(dirname(first))).toBe(false);
  const second = folder.newPath();
  await writeFile(second, 'b');
  await folder.remove();
  expect(existsSync(dirname(second))).toBe(false);
});
