import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileCookies } from './compiled-core.ts';
import { temporaryFile } from './temp-folder.ts';

const child = fileURLToPath(new URL('roll-cookies.mjs', import.meta.url));
const run = promisify(execFile);
let compiled: ReturnType<typeof compileCookies>;

beforeAll(() => {
  compiled = compileCookies();
});
afterAll(() => compiled.remove());

const arguments_ = (path: string, name: string, count: number): string[] => [
  child,
  compiled.entry,
  path,
  name,
  String(count),
];

function namesIn(path: string): readonly string[] {
  const entries: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!Array.isArray(entries)) throw new Error('not a list');
  return entries.map((entry: { name: string; value: string }) => `${entry.name}=${entry.value}`);
}

const start = JSON.stringify([
  { name: 'one', value: 'one-0', domain: 'chat.example' },
  { name: 'two', value: 'two-0', domain: 'chat.example' },
]);

test('two processes that save at once lose no cookie of each other, and readers see whole files', async () => {
  const path = temporaryFile('cookies.json', start);
  const rounds = 25;
  let reading = true;
  let reads = 0;
  const reader = (async () => {
    while (reading) {
      namesIn(path);
      reads += 1;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  })();
  const results = await Promise.all(
    ['one', 'two'].map((name) => run(process.execPath, arguments_(path, name, rounds))),
  );
  reading = false;
  await reader;
  expect(results.map(({ stderr }) => stderr)).toEqual(['', '']);
  expect(reads).toBeGreaterThan(10);
  const expected = ['one', 'two'].flatMap((name) => [
    `${name}=${name}-${rounds}`,
    ...Array.from({ length: rounds }, (_, index) => `${name}-${index + 1}=x`),
  ]);
  expect(namesIn(path).toSorted()).toEqual(expected.toSorted());
  expect(readdirSync(dirname(path))).toEqual(['cookies.json']);
});

test('what one process saved, the next one starts with', async () => {
  const path = temporaryFile('cookies.json', start);
  await run(process.execPath, arguments_(path, 'one', 2));
  const { stdout } = await run(process.execPath, arguments_(path, 'two', 1));
  expect(stdout).toContain('one=one-2');
});

test('a process that is killed while it saves leaves the old or the new file', async () => {
  const path = temporaryFile('cookies.json', start);
  for (let round = 0; round < 5; round++) {
    const writer = spawn(process.execPath, arguments_(path, 'one', 80), { stdio: 'ignore' });
    const before = statSync(path).ino;
    while (writer.exitCode === null && statSync(path).ino === before)
      await new Promise((resolve) => setTimeout(resolve, 2));
    await new Promise((resolve) => setTimeout(resolve, round * 3));
    writer.kill('SIGKILL');
    if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
    expect(namesIn(path).length).toBeGreaterThanOrEqual(2);
  }
});

test.skipIf(process.platform === 'win32')(
  'a disk that is full leaves the old file, one warning and a call that goes on',
  async () => {
    const path = temporaryFile(
      'cookies.json',
      JSON.stringify([{ name: 'one', value: 'x'.repeat(3000), domain: 'chat.example', note: 'y'.repeat(6000) }]),
    );
    const before = readFileSync(path, 'utf8');
    // A limit on the size of files fails a write like a full disk does, without one.
    const script = 'ulimit -f 4; exec "$@"';
    const { stdout, stderr } = await run('/bin/sh', [
      '-c',
      script,
      'sh',
      process.execPath,
      ...arguments_(path, 'one', 2),
    ]);
    expect(stdout).toContain('one=one-2');
    expect(stderr.match(/could not be saved/g)).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(readdirSync(dirname(path))).toEqual(['cookies.json']);
  },
);
