import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sse, startScriptedServer } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { answer, configFile, localConfig, root } from '../run.ts';

/** Runs the built program. */
function runProgram(
  args: readonly string[],
  input = '',
): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const program = fileURLToPath(new URL('../../dist/command.js', import.meta.url));
  const child = spawn(process.execPath, [program, ...args], { cwd: root, timeout: 15_000 });
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
