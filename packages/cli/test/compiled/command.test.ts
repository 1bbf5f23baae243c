import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sse, stall, startScriptedServer } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { answer, configFile, localConfig, root } from '../run.ts';

const program = fileURLToPath(new URL('../../dist/command.js', import.meta.url));

/** Runs the built program. */
function runProgram(
  args: readonly string[],
  input = '',
): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const child = spawn(process.execPath, [program, ...args], { cwd: root, timeout: 60_000 });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout })));
}

test('the built program explains, asks and ends with the right code', async () => {
  await using server = await startScriptedServer();
  server.on({}, sse(answer('From the program.')));
  await using config = await configFile(localConfig(server.origin));
  const chat = await runProgram(['chat', '-', '-m', 'assistant', '--config', config.path], 'Hi');
  expect(chat).toEqual({ code: 0, stdout: 'From the program.\n' });
  const explained = await runProgram(['explain', 'reka-core', '--json']);
  expect(explained.code).toBe(0);
  expect(JSON.parse(explained.stdout)).toMatchObject({ provider: 'reka' });
  expect((await runProgram(['explain'])).code).toBe(2);
});

/** Runs the built program for a reader who leaves after the first piece of its output. */
async function leaveEarly(...args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args], { cwd: root, timeout: 60_000 });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdout.once('data', () => child.stdout.destroy());
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

/** More than any pipe holds, so that writing goes on after the reader has left. */
const muchText = Array.from({ length: 400 }, (_, index) => `${index} ${'long line '.repeat(200)}\n`);

test('a reader who leaves in the middle of an answer is no error, and ends the call', async () => {
  await using server = await startScriptedServer();
  // Without an end: only the program closes the connection.
  server.on({}, [sse(answer(...muchText).slice(0, muchText.length), { end: false }), stall()]);
  await using config = await configFile(localConfig(server.origin));
  const left = await leaveEarly('chat', 'Hi', '-m', 'assistant', '--config', config.path);
  expect(left).toEqual({ code: 0, stderr: '' });
});

test('a reader who leaves the other commands early is no error either', async () => {
  const models = muchText.map((text) => text.trim().slice(0, 400));
  const many = { use: '@plugboard/provider-openai', baseUrl: 'http://127.0.0.1:9/v1', models };
  await using config = await configFile({ providers: { many } });
  for (const command of [['models'], ['models', '--json'], ['doctor'], ['doctor', '--json']]) {
    expect(await leaveEarly(...command, '--config', config.path), command.join(' ')).toEqual({ code: 0, stderr: '' });
  }
});

test.skipIf(!existsSync('/dev/full'))('an output without room is told, and no success', async () => {
  await using full = await open('/dev/full', 'w');
  const child = spawn(process.execPath, [program, 'explain', 'reka-core'], {
    cwd: root,
    timeout: 60_000,
    stdio: ['ignore', full.fd, 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  expect({ code: child.exitCode, stderr }).toEqual({ code: 1, stderr: 'The output cannot be written (ENOSPC).\n' });
});
