import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { staleAfter, withFileLock } from '../../../src/auth/cookies/file-lock.ts';
import { temporaryFolder } from './temp-folder.ts';

/** The id of a process that has ended. */
const ended = spawnSync(process.execPath, ['--version']).pid;

test('work under one lock is done one after the other', async () => {
  const path = join(temporaryFolder(), 'lock');
  const order: string[] = [];
  const work = (name: string) => async (): Promise<string> => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(`${name} ends`);
    return name;
  };
  const results = await Promise.all(['a', 'b', 'c'].map((name) => withFileLock(path, work(name))));
  expect(results).toEqual(['a', 'b', 'c']);
  expect(order.map((entry) => entry.split(' ')[1])).toEqual(['begins', 'ends', 'begins', 'ends', 'begins', 'ends']);
  expect(existsSync(path)).toBe(false);
});

test('work that fails gives the lock back', async () => {
  const path = join(temporaryFolder(), 'lock');
  await expect(withFileLock(path, () => Promise.reject(new Error('made up')))).rejects.toThrow('made up');
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['a process of this machine that has ended', `${ended} ${hostname()} made-up`, 0],
  ['another machine, ten seconds ago', `${process.pid} elsewhere.example made-up`, staleAfter],
  ['nobody, ten seconds ago', '', staleAfter],
])('a lock of %s is taken over', async (_owner, content, ageMs) => {
  const folder = temporaryFolder();
  const path = join(folder, 'lock');
  writeFileSync(path, content);
  const then = (Date.now() - ageMs) / 1_000;
  utimesSync(path, then, then);
  expect(await withFileLock(path, () => Promise.resolve(readFileSync(path, 'utf8')))).toMatch(
    new RegExp(`^${process.pid} `),
  );
  // Nor is anything left of the lock that was put aside.
  expect(readdirSync(folder)).toEqual([]);
});

test('a lock that another process has taken over in the meantime is left to it', async () => {
  const path = join(temporaryFolder(), 'lock');
  const other = `${process.pid} ${hostname()} another`;
  await withFileLock(path, () => Promise.resolve(writeFileSync(path, other)));
  expect(readFileSync(path, 'utf8')).toBe(other);
});

test('a folder in which no lock can be made is a failure at once, and nothing is done', async () => {
  let done = false;
  const work = (): Promise<void> => Promise.resolve(void (done = true));
  await expect(withFileLock(join(temporaryFolder(), 'nowhere', 'lock'), work)).rejects.toMatchObject({
    code: 'ENOENT',
  });
  expect(done).toBe(false);
});
