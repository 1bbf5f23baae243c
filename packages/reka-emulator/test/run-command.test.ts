import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runEmulator } from '../../../scripts/lib/run-emulator.ts';
import { rekaScenarios, startRekaEmulator } from '../src/index.ts';
import { runCommand } from '../src/run-command.ts';
import { cookieHeader } from './talk.ts';

test('the command says how to point a client at it, serves, and ends cleanly', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reka-command-'));
  const path = join(folder, 'cookies.json');
  let url = '';
  try {
    const { code, out } = await runEmulator(runCommand, ['--cookies', path, '--delay', '0'], async (greeting) => {
      url = /listens at (\S+)/.exec(greeting)?.[1] ?? '';
      const key = /REKA_API_KEY=(\S+)/.exec(greeting)?.[1] ?? '';
      expect((await fetch(`${url}/v1/models`, { headers: { 'x-api-key': key } })).status).toBe(200);
      const [cookie] = JSON.parse(await readFile(path, 'utf8')) as { value: string }[];
      const headers = { cookie: cookieHeader({ appSession: cookie?.value ?? '' }) };
      expect((await fetch(`${url}/bff/auth/access_token`, { headers })).status).toBe(200);
    });
    expect(code).toBe(0);
    expect(out).toContain(`REKA_BASE_URL=${url} REKA_COOKIES=${path}`);
    await expect(fetch(url)).rejects.toThrow();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each([
  [['--port', 'x'], '--port is a whole number from 0 to 65535.'],
  [['--delay', '-1'], "Option '--delay' argument is ambiguous"],
  [['--scenario', 'toString'], 'There is no scenario "toString".'],
  [['--site', 'reka.ai'], '--site is chat.reka.ai or space.reka.ai.'],
  [['--switches', '{"chat":'], '--switches is not valid JSON.'],
  [['--switches', '{"chat":7}'], 'chat must be an object of switches'],
  [['--switches', '{"toString":{}}'], 'no phase toString; the phases are auth, upload, chat, models'],
  [['--switches', '{"upload":{"maxByte":1}}'], 'upload has no switch maxByte; its switches are fail,'],
  [['--switches', '/nowhere/switches.json'], 'ENOENT'],
  [['--unknown'], "Unknown option '--unknown'"],
  [['--cookies', '/nowhere/cookies.json'], 'ENOENT'],
] as const)('%j is refused with a message and code 2', async (argv, message) => {
  const { code, out, error } = await runEmulator(runCommand, argv);
  expect([code, out]).toEqual([2, '']);
  expect(error).toContain(message);
  expect(error).toContain('See --help.');
});

test('switches come as text or from a file, over those of a scenario and of --strict', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reka-command-'));
  try {
    const path = join(folder, 'switches.json');
    await writeFile(path, '{ "chat": { "answer": "from a file" } }');
    for (const [switches, answer] of [
      [path, 'from a file'],
      ['{"chat":{"answer":"from text"}}', 'from text'],
    ] as const) {
      const argv = [
        '--delay',
        '0',
        '--strict',
        '--scenario',
        'json',
        '--switches',
        switches,
        '--site',
        'space.reka.ai',
      ];
      const { code, error } = await runEmulator(runCommand, argv, async (greeting) => {
        const url = /listens at (\S+)/.exec(greeting)?.[1] ?? '';
        const headers = {
          'x-api-key': /REKA_API_KEY=(\S+)/.exec(greeting)?.[1] ?? '',
          'content-type': 'application/json',
        };
        const body = JSON.stringify({ conversation_history: [{ type: 'human', text: 'hi' }], stream: true });
        expect(await (await fetch(`${url}/chat`, { method: 'POST', headers, body })).json()).toMatchObject({
          text: answer,
        });
        expect((await fetch(`${url}/sign-in`)).status).toBe(200);
      });
      expect([code, error]).toEqual([0, '']);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('help names every scenario', async () => {
  const { code, out } = await runEmulator(runCommand, ['--help']);
  expect(code).toBe(0);
  for (const name of Object.keys(rekaScenarios)) expect(out).toContain(name);
});

test.each(Object.entries(rekaScenarios))('an emulator starts in the scenario %s', async (_name, scenario) => {
  await using emulator = await startRekaEmulator(scenario);
  expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});
