import { expect, test } from 'vitest';
import { runEmulator } from '../../../scripts/lib/run-emulator.ts';
import { anthropicScenarios, startAnthropicEmulator } from '../src/index.ts';
import { runCommand } from '../src/run-command.ts';
import { hello } from './talk.ts';

test('the command says what to set, serves with its switches, and ends cleanly', async () => {
  const { code, error } = await runEmulator(
    runCommand,
    ['--delay', '0', '--scenario', 'json', '--switches', '{"messages":{"answer":"Hi"}}'],
    async (greeting) => {
      const [, url = '', key = ''] = /ANTHROPIC_BASE_URL=(\S+) ANTHROPIC_API_KEY=(\S+)/.exec(greeting) ?? [];
      const headers = { 'x-api-key': key, 'anthropic-version': '2026-10-21', 'content-type': 'application/json' };
      const body = JSON.stringify({ ...hello(), stream: true });
      const answer = await fetch(`${url}/v1/messages`, { method: 'POST', headers, body });
      expect(await answer.json()).toMatchObject({ content: [{ text: 'Hi' }] });
    },
  );
  expect([code, error]).toEqual([0, '']);
});

test.each([
  [['--scenario', 'nonsense'], 'There is no scenario "nonsense".'],
  [['--switches', '{"chat":{}}'], 'no phase chat; the phases are messages, tokens, files, models'],
  [['--switches', '{"messages":{"answers":1}}'], 'messages has no switch answers; its switches are fail,'],
  [['--port', '70000'], '--port is a whole number from 0 to 65535.'],
  [['--cookies', 'x'], "Unknown option '--cookies'"],
] as const)('%j is refused with a message and code 2', async (argv, message) => {
  const { code, out, error } = await runEmulator(runCommand, argv);
  expect([code, out]).toEqual([2, '']);
  expect(error).toContain(message);
});

test('help names every scenario', async () => {
  const { out } = await runEmulator(runCommand, ['--help']);
  for (const name of Object.keys(anthropicScenarios)) expect(out).toContain(name);
});

test.each(Object.entries(anthropicScenarios))('an emulator starts in the scenario %s', async (_name, scenario) => {
  await using emulator = await startAnthropicEmulator(scenario);
  expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});
