import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { example, runProgram, startService } from './run-program.ts';

const program = 'dist/demo.js';

/** A folder for the temporary files of a program. */
async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'demo-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

test('the demo without a credential starts an emulator, says so, and leaves nothing behind', async () => {
  await using folder = await temporaryFolder();
  const { code, stdout, stderr } = await runProgram([], { program, env: { TMPDIR: folder.path } });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ The image shows a close-up photograph of a tabby cat\./);
  expect(stderr).toMatch(
    /^No credential is set, so an emulator of Reka at http:\/\/127\.0\.0\.1:\d+ answers\.\nFor the real/,
  );
  expect(stderr).toMatch(/REKA_COOKIES=.*\n\nreka \(reka-core\) · finish reason: stop · .*\n$/);
  expect(await readdir(folder.path)).toEqual([]);
});

test('the demo with a credential only runs the program', async () => {
  await using service = await startService();
  const { code, stdout, stderr } = await runProgram([], { program, env: service.env });
  expect([code, stdout]).toEqual([0, expect.stringContaining('tabby cat')]);
  expect(stderr).toMatch(/^reka \(reka-core\)[^\n]*\n$/);
  expect(service.emulator.counts).toMatchObject({ auth: 1, upload: 1, chat: 1 });
});

test('a file, a question and a cookie file are those of the folder where the command was typed', async () => {
  await using service = await startService();
  await copyFile(join(example, 'cat.jpeg'), join(service.folder, 'photo.jpg'));
  const env = { ...service.env, REKA_COOKIES: 'cookies.json', INIT_CWD: service.folder };
  const { code } = await runProgram(['photo.jpg', 'Which animal?'], { program, env });
  expect(code).toBe(0);
  expect(service.emulator.uploads).toMatchObject([{ name: 'photo.jpg' }]);
  const chat = service.emulator.requests.find(({ path }) => path === '/api/chat');
  expect(chat?.json).toMatchObject({ conversation_history: [{ text: 'Which animal?' }] });
});

test('a failure of the program is the failure of the demo', async () => {
  const { code, stderr } = await runProgram(['no-such.jpg'], { program, cwd: tmpdir() });
  expect(code).toBe(1);
  expect(stderr).toContain(`there is no file "${join(tmpdir(), 'no-such.jpg')}"`);
});

test('Ctrl-C ends the demo with 130 and leaves nothing behind', async () => {
  await using folder = await temporaryFolder();
  const { code, stdout } = await runProgram([], {
    program,
    env: { TMPDIR: folder.path },
    during: (child) => child.stdout?.once('data', () => child.kill('SIGINT')),
  });
  expect(code).toBe(130);
  expect(stdout).toMatch(/^ The/);
  expect(await readdir(folder.path)).toEqual([]);
});
