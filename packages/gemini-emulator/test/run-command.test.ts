import { expect, test } from 'vitest';
import { runEmulator } from '../../../scripts/lib/run-emulator.ts';
import { geminiScenarios, startGeminiEmulator } from '../src/index.ts';
import { runCommand } from '../src/run-command.ts';
import { hello } from './talk.ts';

test('the command says what to set, serves with its switches, and ends cleanly', async () => {
  const { code, error } = await runEmulator(
    runCommand,
    ['--delay', '0', '--scenario', 'calls-with-ids', '--switches', '{"generate":{"answer":"Hi"}}'],
    async (greeting) => {
      const [, url = '', key = ''] = /GOOGLE_GEMINI_BASE_URL=(\S+) GEMINI_API_KEY=(\S+)/.exec(greeting) ?? [];
      const headers = { 'x-goog-api-key': key, 'content-type': 'application/json' };
      const path = '/v1beta/models/gemini-3.8-flash:generateContent';
      const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(hello()) });
      expect(await answer.json()).toMatchObject({ candidates: [{ content: { parts: [{ text: 'Hi' }] } }] });
    },
  );
  expect([code, error]).toEqual([0, '']);
});

test.each([
  [['--scenario', 'nonsense'], 'There is no scenario "nonsense".'],
  [['--switches', '{"chat":{}}'], 'no phase chat; the phases are generate, tokens, files, models'],
  [['--switches', '{"generate":{"answers":1}}'], 'generate has no switch answers; its switches are fail,'],
  [['--port', '70000'], '--port is a whole number from 0 to 65535.'],
  [['--cookies', 'x'], "Unknown option '--cookies'"],
] as const)('%j is refused with a message and code 2', async (argv, message) => {
  const { code, out, error } = await runEmulator(runCommand, argv);
  expect([code, out]).toEqual([2, '']);
  expect(error).toContain(message);
});

test('help names every scenario', async () => {
  const { out } = await runEmulator(runCommand, ['--help']);
  for (const name of Object.keys(geminiScenarios)) expect(out).toContain(name);
});

test.each(Object.entries(geminiScenarios))('an emulator starts in the scenario %s', async (_name, scenario) => {
  await using emulator = await startGeminiEmulator(scenario);
  expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});
