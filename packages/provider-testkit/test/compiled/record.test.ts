import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Client, file } from '@plugboard/core';
import { reka } from '@plugboard/provider-reka';
import { startRekaEmulator } from '@plugboard/reka-emulator';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../../src/command/run-command.ts';
import { loadFixtures } from '../../src/index.ts';
import { startReplay } from '../../src/replay.ts';
import { reset, sse, stall, startScriptedServer, status, type ScriptedServer } from '../../src/server.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const program = join(root, 'packages/provider-testkit/dist/command/command.js');
const key = 'fake-key-0123456789';
/** A provider in a file of its own, as it is recorded before it is a package. */
const plugin = `import { defineProvider } from '@plugboard/core/provider';
export const owl = defineProvider({
  id: 'owl',
  models: [{ id: 'owl-1', input: [] }],
  options: { '~standard': { version: 1, vendor: 'owl', validate: (value) => ({ value }) } },
  secrets: ['apiKey'],
  create: ({ apiKey, baseUrl }) => ({
    async *stream({ messages }, call) {
      const http = call.http.with({ baseUrl, headers: { 'x-api-key': apiKey } });
      for await (const { data } of http.events({ phase: 'chat', url: '/reply', json: messages })) {
        const { say, done } = JSON.parse(data);
        if (say) yield { type: 'text-delta', text: say };
        if (done) return yield { type: 'finish', reason: 'stop' };
      }
    },
  }),
});
`;
const hello = [{ say: 'Hoo ' }, { say: 'hoo.' }, { done: true }];

let folder = '';
let server: ScriptedServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'testkit-record-'));
  await mkdir(join(folder, 'node_modules/@plugboard'), { recursive: true });
  for (const name of ['core', 'provider-reka']) {
    await symlink(join(root, 'packages', name), join(folder, 'node_modules/@plugboard', name), 'dir');
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'owl.js'), plugin);
  await writeFile(join(folder, 'broken.js'), 'export const');
  await writeFile(join(folder, 'failing.js'), 'nobody();');
  server = await startScriptedServer();
});
beforeEach(async () => {
  server.on({ path: '/reply' }, sse(hello));
  await rm(join(folder, 'fixtures'), { recursive: true, force: true });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Runs the built program; `interrupt` says when it gets a Ctrl-C. */
async function record(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  interrupt?: () => Promise<void>,
): Promise<Ended> {
  const child = spawn(process.execPath, [program, 'record', ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env },
    timeout: 60_000,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const closed = once(child, 'close');
  if (interrupt !== undefined) {
    await interrupt();
    child.kill('SIGINT');
  }
  await closed;
  return { code: child.exitCode, signal: child.signalCode, output };
}

function owl(...more: readonly string[]): Promise<Ended> {
  return record([...owlCall(), ...more], { OWL_KEY: key });
}

function owlCall(): readonly string[] {
  const options = JSON.stringify({ apiKey: { $env: 'OWL_KEY' }, baseUrl: server.origin });
  return ['owl.js', '--model', 'owl-1', '--prompt', 'Who?', '--name', 'hoo', '--options', options];
}

/** Everything that was written, and everything that is left of it. */
async function written(): Promise<readonly string[]> {
  return await readdir(join(folder, 'fixtures')).catch(() => []);
}

test('a session with a picture is recorded from a running service, redacted, and replayed when the service is gone', async () => {
  const emulator = await startRekaEmulator();
  await copyFile(join(root, 'examples/describe-image/cat.jpeg'), join(folder, 'cat.jpeg'));
  const [name = '', session = ''] = Object.entries(emulator.cookies)[0] ?? [];
  const options = { baseUrl: emulator.url, cookies: { [name]: { $env: 'SESSION' } } };
  const { code, output } = await record(
    ['@plugboard/provider-reka', '--model', 'reka-core', '--prompt', 'What can you see?', '--file', 'cat.jpeg']
      .concat(['--name', 'cat', '--fixtures', 'fixtures', '--from', 'the emulator'])
      .concat(['--pattern', 'upload=/vlm/([\\w=-]+)', '--pattern', 'user=auth0(?:\\||%7C)([0-9a-f]{24})'])
      .concat(['--options', JSON.stringify(options)]),
    { SESSION: session },
  );
  await emulator.close();
  expect([code, output]).toEqual([0, expect.stringMatching(/^Wrote .*cat\.json\. Read it before you commit it\.\n$/)]);
  for (const file of await written()) {
    const text = await readFile(join(folder, 'fixtures', file), 'latin1');
    for (const secret of [session, emulator.accessToken]) expect(text).not.toContain(secret);
  }

  const fixtures = await loadFixtures(pathToFileURL(join(folder, 'fixtures/')));
  expect(fixtures[0]?.exchanges.map(({ phase }) => phase)).toEqual(['auth', 'upload', 'chat']);
  await using replay = await startReplay(fixtures);
  const provider = reka({ baseUrl: emulator.url, cookies: { [name]: `{{${name}}}` } });
  await using client = new Client({ provider, container: replay.container, config: false, discover: false });
  const completion = await replay.run(() =>
    client.chat.completions.create({
      model: 'reka-core',
      messages: [{ role: 'user', content: 'What can you see?' }],
      image: file(join(folder, 'cat.jpeg')),
    }),
  );
  replay.verify();
  expect(completion.choices[0]?.message.content).toContain('tabby cat');
});

test('a recording in which something looks like a secret is refused, with its place and never with itself', async () => {
  const address = 'nobody@owls-of-the-wood.dev';
  server.on({ path: '/reply' }, sse([{ say: `Write to ${address}.` }, { done: true }]));
  const { code, output } = await owl();
  expect(code).toBe(1);
  expect(output).toContain('it may hold secrets, at\n');
  expect(output).toContain('hoo.1.sse: e-mail');
  expect(output).toContain('expect.text: e-mail');
  for (const secret of [address, key]) expect(output).not.toContain(secret);
  expect(await written()).toEqual([]);
});

test('a key that the service repeats is replaced everywhere', async () => {
  server.on({ path: '/reply' }, sse([{ say: `Your key is ${key}.` }, { done: true }]));
  expect(await owl()).toMatchObject({ code: 0 });
  const [fixture] = await loadFixtures(pathToFileURL(join(folder, 'fixtures/')));
  expect(fixture?.expect).toMatchObject({ text: 'Your key is {{apiKey}}.' });
  expect(fixture?.exchanges[0]?.request.headers).toMatchObject({ 'x-api-key': '{{apiKey}}' });
  for (const file of await written()) {
    expect(await readFile(join(folder, 'fixtures', file), 'utf8')).not.toContain(key);
  }
});

test('a recording that is interrupted leaves nothing', async () => {
  server.on({ path: '/reply' }, [sse(hello.slice(0, 1), { end: false }), stall()]);
  const before = server.requests.length;
  const ended = await record(owlCall(), { OWL_KEY: key }, () => server.untilRequests(before + 1, 10_000));
  expect(ended).toMatchObject({ signal: 'SIGINT', output: '' });
  expect(await written()).toEqual([]);
});

test('a call that breaks or is refused leaves nothing, unless the failure is what is recorded', async () => {
  server.on({ path: '/reply' }, [sse(hello.slice(0, 1), { end: false }), reset()]);
  const broken = await owl();
  expect([broken.code, broken.output]).toEqual([1, expect.stringContaining('The answer is incomplete')]);
  server.on({ path: '/reply' }, status(401, { error: 'Nobody knows this key.' }));
  const refused = await owl();
  expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('the service refused the credential')]);
  expect(await written()).toEqual([]);

  expect(await owl('--failure')).toMatchObject({ code: 0 });
  expect(await loadFixtures(pathToFileURL(join(folder, 'fixtures/')))).toMatchObject([
    { expect: { error: 'auth_rejected' } },
  ]);
  server.on({ path: '/reply' }, sse(hello));
  const good = await owl('--failure', '--overwrite');
  expect([good.code, good.output]).toEqual([1, expect.stringContaining('was expected to fail, and did not')]);
});

test('a fixture is replaced only when that is said, and nothing is asked before that is known', async () => {
  expect(await owl()).toMatchObject({ code: 0 });
  const before = server.requests.length;
  const again = await owl();
  expect([again.code, again.output]).toEqual([1, expect.stringContaining('there is a fixture of this name')]);
  expect(server.requests.length).toBe(before);
  expect(await owl('--overwrite')).toMatchObject({ code: 0 });
});

test('where the code of the provider failed is said, and not what it said, which may be a secret', async () => {
  const slip = plugin.replace(
    'const { say, done }',
    'if (data) throw new Error(`no use of ${apiKey}`);\n const { say, done }',
  );
  await writeFile(join(folder, 'slip.js'), slip);
  const { code, output } = await record(['slip.js', ...owlCall().slice(1)], { OWL_KEY: key });
  expect(output).toMatch(/The provider failed with Error\..*\n {4}at Object\.stream \(.*slip\.js:11:\d+\)$/m);
  expect(output).not.toMatch(new RegExp(`no use of|${key}`));
  expect(code).toBe(1);
  expect(await written()).toEqual([]);
});

const complete = ['--model', 'm', '--prompt', 'p', '--name', 'n'];

test.each([
  [['owl.js', '--model', 'owl-1'], 'record needs --model, --prompt and --name'],
  [['nowhere.js', ...complete], 'no installed package called "nowhere.js"'],
  [['broken.js', ...complete], 'broken.js cannot be imported'],
  [['package.json', ...complete], 'package.json exports no plugin'],
  [['owl.js', ...complete, '--options', '{'], '--options is not valid JSON'],
  [['owl.js', ...complete, '--options', '[]'], 'must be a JSON object'],
  [['owl.js', ...complete, '--options', '{"apiKey":{"$env":"NOT_SET"}}'], 'environment variable NOT_SET is not set'],
  [['owl.js', ...complete, '--file', 'no.png'], 'no.png cannot be read'],
  [['owl.js', ...complete, '--name', '../n'], '"../n" is not a name for a fixture'],
  [['owl.js', ...complete, '--pattern', 'upload'], '--pattern needs a name and a regular expression'],
  [['owl.js', ...complete, '--pattern', 'upload=('], '--pattern needs a name and a regular expression'],
  [['owl.js', '--modell', 'm'], "Unknown option '--modell'"],
  [['owl.js', 'more'], 'nothing more: more'],
])('record %j is refused before anything is asked', async (args, message) => {
  const before = server.requests.length;
  const lines: string[] = [];
  const code = await runCommand(['record', ...args], { folder, environment: {}, print: (text) => lines.push(text) });
  expect(lines[0]).toContain(message);
  expect(lines[1]).toContain('plugboard-testkit --help');
  expect(code).toBe(2);
  expect(server.requests.length).toBe(before);
  expect(await written()).toEqual([]);
});

test.each([
  ['broken.js', /^broken\.js cannot be imported: SyntaxError: .+\n`node .*broken\.js` shows where\.\n/],
  [
    'failing.js',
    /^failing\.js cannot be imported: ReferenceError: nobody is not defined\n {4}at \(.*failing\.js:1:1\)\n/,
  ],
])('why %s cannot be imported is said with its place, or with how to find it', async (file, expected) => {
  const { code, output } = await record([file, ...complete]);
  expect(output).toMatch(expected);
  expect(code).toBe(2);
});

test('the program ends with the code of the command', async () => {
  const { code, output } = await record(['owl.js']);
  expect([code, output.split('\n')[0]]).toEqual([2, 'record needs --model, --prompt and --name.']);
});
