import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runEmulator, type EmulatorRun } from '../../../scripts/lib/run-emulator.ts';
import { named, runEmulatorCommand, type CommandSettings, type EmulatorCommand } from '../src/index.ts';

interface Scenario {
  readonly chat?: { readonly json?: boolean; readonly answer?: string };
}

/** Runs a command with these arguments. `settings` is what its emulator was started with, if it was; `closed`, whether it was closed. */
async function run(
  argv: readonly string[],
): Promise<EmulatorRun & { readonly settings?: CommandSettings<Scenario> | undefined; readonly closed: boolean }> {
  let settings: CommandSettings<Scenario> | undefined;
  let closed = false;
  const command: EmulatorCommand<Scenario> = {
    usage: 'acme: an emulator of nothing\n',
    scenarios: { normal: {}, whole: { chat: { json: true } } },
    switchNames: { chat: named(['json', 'answer']) },
    options: { cookies: { type: 'string' } },
    start(given) {
      settings = given;
      const emulator = { [Symbol.asyncDispose]: () => Promise.resolve(void (closed = true)) };
      return Promise.resolve({ emulator, greeting: 'It serves.\n' });
    },
  };
  const ran = await runEmulator((given, surroundings) => runEmulatorCommand(command, given, surroundings), argv);
  return { ...ran, settings, closed };
}

test('a command without arguments serves until it is stopped, and closes its emulator', async () => {
  const { code, out, error, settings, closed } = await run([]);
  expect([code, out, error, closed]).toEqual([0, 'It serves.\n', '', true]);
  expect(settings).toMatchObject({ port: 0, delayMs: 30, scenarios: [{}, {}] });
});

test('options are read, and switches come after those of the scenario', async () => {
  const switches = ['--switches', '{"chat":{"answer":"Hi"}}'];
  const others = ['--port', '65535', '--delay', '60000', '--cookies', 'x', '--scenario', 'whole'];
  const { settings } = await run([...others, ...switches]);
  expect(settings).toMatchObject({
    port: 65_535,
    delayMs: 60_000,
    scenarios: [{ chat: { json: true } }, { chat: { answer: 'Hi' } }],
  });
  expect(settings?.values['cookies']).toBe('x');
});

test('switches may stand in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'emulator-switches-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'switches.json');
  await writeFile(path, '{"chat":{"json":true}}');
  expect((await run(['--switches', path])).settings?.scenarios).toEqual([{}, { chat: { json: true } }]);
});

test.each([
  [['--scenario', 'nonsense'], 'There is no scenario "nonsense".'],
  [['--scenario', 'toString'], 'There is no scenario "toString".'],
  [['--switches', '{'], '--switches is not valid JSON.'],
  [['--switches', '/nowhere/switches.json'], 'ENOENT'],
  [['--switches', '{"tokens":{}}'], '--switches has no phase tokens; the phases are chat.'],
  [['--switches', '{"chat":1}'], '--switches: chat must be an object of switches.'],
  [['--switches', '{"chat":{"toString":1}}'], 'chat has no switch toString; its switches are json, answer.'],
  [['--port', '65536'], '--port is a whole number from 0 to 65535.'],
  [['--port', '1e3'], '--port is a whole number from 0 to 65535.'],
  [['--delay', '-1'], "Option '--delay' argument is ambiguous"],
  [['--delay', 'soon'], '--delay is a whole number from 0 to 60000.'],
  [['--unknown'], "Unknown option '--unknown'"],
])('%j is refused, and nothing is started', async (argv, message) => {
  const { code, out, error, settings } = await run(argv);
  expect([code, out, settings]).toEqual([2, '', undefined]);
  expect(error).toContain(message);
  expect(error).toMatch(/\nSee --help\.\n$/);
});

test('a file of switches that holds a list is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'emulator-switches-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'switches.json');
  await writeFile(path, '[]');
  expect((await run(['--switches', path])).error).toContain('--switches must be a JSON object');
});

test('help starts nothing, and tells what the command has of its own', async () => {
  const { code, out, settings } = await run(['--help', '--scenario', 'nonsense']);
  expect([code, settings]).toEqual([0, undefined]);
  expect(out).toMatch(/^acme: an emulator of nothing\n/);
  expect(out).toContain('one of: normal, whole');
});
