import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { sse, startScriptedServer } from '@plugboard/provider-testkit/server';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { runCommand } from '../src/index.ts';
import { answer, configFile, localConfig, root, run } from './run.ts';

const variables = Object.keys(process.env).filter((name) => /^(?:REKA_|OPENAI_|PLUGBOARD_)/.test(name));
beforeEach(() => {
  for (const name of variables) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

interface Serving {
  readonly stdout: string;
  readonly stderr: string;
  /** Asks for the config to be read again. */
  reload(): void;
  /** The exit code. */
  stop(): Promise<number>;
}

/** A command that serves; it has printed where. */
async function serving(...args: readonly string[]): Promise<Serving> {
  const controller = new AbortController();
  const text = { stdout: '', stderr: '' };
  let reload = (): void => undefined;
  const code = runCommand(['serve', '--root', root, '--port', '0', ...args], {
    stdout: { write: (piece) => (text.stdout += piece) },
    stderr: { write: (piece) => (text.stderr += piece) },
    stdin: (async function* none() {})(),
    signal: controller.signal,
    onReload: (listener) => (reload = listener),
  });
  const stop = (): Promise<number> => {
    controller.abort();
    return code;
  };
  onTestFinished(async () => void (await stop()));
  await expect.poll(() => text.stdout).toContain('\n');
  return {
    get stdout() {
      return text.stdout;
    },
    get stderr() {
      return text.stderr;
    },
    reload: () => reload(),
    stop,
  };
}

const chat = { model: 'assistant', messages: [{ role: 'user', content: 'Hello' }] };

function post(baseUrl: string, key?: string): Promise<Response> {
  return fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify(chat),
  });
}

test('serve answers programs for OpenAI, logs them without content, and ends with its signal', async () => {
  await using upstream = await startScriptedServer();
  upstream.on({}, sse(answer('Served.')));
  await using config = await configFile(localConfig(upstream.origin));
  const open = await serving('--config', config.path, '--json', '--access-log');
  const { base_url: baseUrl, ...line } = JSON.parse(open.stdout);
  expect(line).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    port: expect.any(Number),
    pid: process.pid,
    models: expect.arrayContaining(['assistant', 'local/llava']),
  });
  expect(await (await post(baseUrl)).json()).toMatchObject({ choices: [{ message: { content: 'Served.' } }] });
  await expect.poll(() => open.stdout.split('\n').length).toBe(3);
  const entry = JSON.parse(open.stdout.split('\n')[1] ?? '');
  expect(entry).toMatchObject({ route: '/v1/chat/completions', status: 200, provider: 'local' });
  expect(open.stdout).not.toMatch(/Hello|Served/);
  expect(await open.stop()).toBe(0);
  await expect(post(baseUrl)).rejects.toThrow();
});

test('serve says to people where it is, what it has and what to try', async () => {
  await using config = await configFile(localConfig('http://127.0.0.1:9'));
  const { stdout } = await serving('--config', config.path);
  expect(stdout).toMatch(/^Base URL for OpenAI clients: http:\/\/127\.0\.0\.1:\d+\/v1$/m);
  expect(stdout).toMatch(/^Models: assistant, .*local\/llava/m);
  expect(stdout).toMatch(
    /^Try: curl http:\S+\/v1\/chat\/completions -H 'content-type: application\/json' -d '\{"model":/m,
  );
});

test('keys of a file are asked for, and read again when the file changes', { timeout: 30_000 }, async () => {
  await using upstream = await startScriptedServer();
  upstream.on({}, sse(answer('Served.')));
  await using config = await configFile(localConfig(upstream.origin));
  const keyFile = `${config.path}.keys`;
  await writeFile(keyFile, '# fake keys\nalice test-key-1\ntest-key-2\n');
  const open = await serving('--config', config.path, '--json', '--key-file', keyFile);
  const { base_url: baseUrl } = JSON.parse(open.stdout);
  expect((await post(baseUrl)).status).toBe(401);
  for (const key of ['test-key-1', 'test-key-2']) expect((await post(baseUrl, key)).status).toBe(200);
  await writeFile(keyFile, '[{ "name": "bob", "key": "test-key-3", "models": ["none"] }]');
  await expect.poll(() => open.stderr).toContain('were read again');
  expect((await post(baseUrl, 'test-key-1')).status).toBe(401);
  expect((await post(baseUrl, 'test-key-3')).status).toBe(403);
  await writeFile(keyFile, '[{ "name": "bob", "key": "test key" }]');
  await expect.poll(() => open.stderr).toContain('stay as they were');
  expect((await post(baseUrl, 'test-key-3')).status).toBe(403);
  expect(open.stderr).not.toMatch(/test.key/);
});

test(
  'keys of the config are asked for, and read again when the config or a file that it names changes',
  { timeout: 30_000 },
  async () => {
    await using upstream = await startScriptedServer();
    upstream.on({}, sse(answer('Served.')));
    vi.stubEnv('PLUGBOARD_TEST_KEY', 'test-key-1');
    const alice = { name: 'alice', key: { $env: 'PLUGBOARD_TEST_KEY' } };
    const bob = { name: 'bob', key: { $file: 'bob.key' } };
    const withKeys = (...keys: readonly object[]): string =>
      JSON.stringify({ ...localConfig(upstream.origin), gateway: { keys, page: false } });
    await using config = await configFile(withKeys(alice, bob));
    const bobFile = join(dirname(config.path), 'bob.key');
    await writeFile(bobFile, 'test-key-2\n');
    const open = await serving('--config', config.path, '--json');
    const { url, base_url: baseUrl } = JSON.parse(open.stdout);
    const statuses = () =>
      Promise.all(
        [undefined, 'test-key-1', 'test-key-2', 'test-key-3'].map(async (key) => (await post(baseUrl, key)).status),
      );
    expect(await statuses()).toEqual([401, 200, 200, 401]);
    expect((await fetch(`${url}/`)).status).toBe(404);
    await writeFile(bobFile, 'test-key-3');
    await expect.poll(statuses, { timeout: 10_000 }).toEqual([401, 200, 401, 200]);
    await writeFile(config.path, withKeys(bob));
    await expect.poll(statuses, { timeout: 10_000 }).toEqual([401, 401, 401, 200]);
    await writeFile(config.path, withKeys({ ...bob, key: 'test-key-1' }));
    await expect
      .poll(() => open.stderr, { timeout: 10_000 })
      .toContain('The keys stay as they were. gateway.keys[0].key in ');
    expect(await statuses()).toEqual([401, 401, 401, 200]);
    expect(open.stderr).not.toContain('test-key');
  },
);

test('keys that a config gets later are asked for, and stay when it loses them', { timeout: 30_000 }, async () => {
  const without = localConfig('http://127.0.0.1:9');
  await using config = await configFile(without);
  const open = await serving('--config', config.path, '--json');
  const { base_url: baseUrl } = JSON.parse(open.stdout);
  vi.stubEnv('PLUGBOARD_TEST_KEY', 'test-key-1');
  const keys = [{ name: 'alice', key: { $env: 'PLUGBOARD_TEST_KEY' } }];
  await writeFile(config.path, JSON.stringify({ ...localConfig('http://127.0.0.1:9'), gateway: { keys } }));
  await expect.poll(() => open.stderr, { timeout: 10_000 }).toBe('The keys were read again.\n');
  expect((await post(baseUrl)).status).toBe(401);
  await writeFile(config.path, JSON.stringify(without));
  await expect.poll(() => open.stderr, { timeout: 10_000 }).toContain('The keys stay as they were. There are none');
  open.reload();
  await expect.poll(() => open.stderr).toContain('goes on with the old one. Keys: There are none any more.');
  expect((await post(baseUrl)).status).toBe(401);
});

test('a config that is read again serves what comes from then on, and is told part by part', async () => {
  await using first = await startScriptedServer();
  await using second = await startScriptedServer();
  first.on({}, sse(answer('First.')));
  second.on({}, sse(answer('Second.')));
  vi.stubEnv('PLUGBOARD_TEST_KEY', 'test-key-1');
  const key = { $env: 'PLUGBOARD_TEST_KEY' };
  const before = { ...localConfig(first.origin), gateway: { keys: [{ name: 'alice', key }], page: false } };
  await using config = await configFile(before);
  const open = await serving('--config', config.path, '--json');
  const { url, base_url: baseUrl } = JSON.parse(open.stdout);
  expect(await (await post(baseUrl, 'test-key-1')).text()).toContain('First.');
  const reloaded = async (says: string): Promise<void> => {
    const { length } = open.stderr;
    open.reload();
    await expect.poll(() => open.stderr.slice(length)).toContain(`${says}\n`);
  };
  await reloaded('The config was read again. Nothing in it has changed.');

  const broken = { ...before, models: { assistant: 'nobody/none' }, gateway: { ...before.gateway, colour: 'red' } };
  await writeFile(config.path, JSON.stringify(broken));
  const refused = 'The config was read again, and the gateway goes on with the old one. ';
  open.reload();
  await expect.poll(() => open.stderr).toContain(refused);
  expect(await (await post(baseUrl, 'test-key-1')).text()).toContain('First.');

  const local = { use: '@plugboard/provider-openai', baseUrl: `${second.origin}/v1`, models: ['llava'] };
  const after = {
    providers: { local, more: { ...local, models: ['other'] } },
    models: { assistant: 'more/other', spare: 'local/llava' },
    unsupported: 'drop',
    gateway: { keys: [{ name: 'alice', key, limits: { requestsPerMinute: 2 } }] },
  };
  await writeFile(config.path, JSON.stringify(after));
  await reloaded(
    [
      'The config was read again. Added: providers.more, models.spare, unsupported. Removed: gateway.page.',
      'Changed: providers.local, models.assistant, the key of alice.',
    ].join(' '),
  );
  const third = await post(baseUrl, 'test-key-1');
  expect([third.headers.get('x-ratelimit-remaining-requests'), await third.json()]).toMatchObject([
    '1',
    { provider: 'more', choices: [{ message: { content: 'Second.' } }] },
  ]);
  expect((await fetch(`${url}/`)).status).toBe(200);
  expect((await post(baseUrl, 'test-key-1')).status).toBe(200);
  expect((await post(baseUrl, 'test-key-1')).status).toBe(429);
  expect(open.stderr).not.toContain('test-key');
  expect(await open.stop()).toBe(0);
});

test('the section of the config is checked before a port is open, and the command line prevails over it', async () => {
  vi.stubEnv('PLUGBOARD_TEST_KEY', 'test-key-1');
  const keys = [{ name: 'alice', key: { $env: 'PLUGBOARD_TEST_KEY' } }];
  const wrong: readonly [object, readonly string[], RegExp][] = [
    [{ colour: 'red' }, [], /^The section "gateway" of the config has no key "colour" \(known: keys, /],
    [{ client: {} }, [], /has no key "client"/],
    [{ keys: {} }, [], /^gateway\.keys in the config must be a list of keys\.$/],
    [{ keys: [] }, [], /keys is an empty list/],
    [{ keys: [{ name: 'alice', key: 'test-key-1' }] }, [], /gateway\.keys\[0\]\.key in \S+ is a secret in plain text/],
    [{ keys: [{ name: 'alice', key: { $env: 'PLUGBOARD_NO_KEY' } }] }, [], /which is not set\.$/],
    [{ keys: [{ ...keys[0], limits: { perDay: 1 } }] }, [], /limits\.perDay is not a known key/],
    [{ keys }, ['--key-file', '/no/such/file'], /^There are keys in the config and in --key-file\./],
    [{ bodyLimit: 'large' }, [], /bodyLimit must be a whole number/],
    [{ allowedHosts: 'box.example' }, [], /allowedHosts must be a list of texts/],
  ];
  for (const [gateway, args, message] of wrong) {
    await using config = await configFile({ ...localConfig('http://127.0.0.1:9'), gateway });
    const { code, stdout, stderr } = await run([
      'serve',
      '--config',
      config.path,
      '--root',
      root,
      '--port',
      '0',
      ...args,
    ]);
    expect([gateway, code, stdout]).toEqual([gateway, 3, '']);
    expect(stderr.trimEnd()).toMatch(message);
    expect(stderr.trimEnd()).not.toMatch(/\n|test-key/);
  }
  const section = { allowedHosts: ['box.example'], allowedOrigins: ['https://one.example'] };
  await using config = await configFile({ ...localConfig('http://127.0.0.1:9'), gateway: section });
  const open = await serving('--config', config.path, '--json', '--origin', 'https://two.example');
  const { url } = JSON.parse(open.stdout);
  const statusFor = async (origin: string): Promise<number> =>
    (await fetch(`${url}/v1/models`, { headers: { origin } })).status;
  expect(await Promise.all(['https://one.example', 'https://two.example'].map(statusFor))).toEqual([403, 200]);
});

test('what is wrong ends serve with one sentence and exit code 3, before a port is open', async () => {
  await using config = await configFile(localConfig('http://127.0.0.1:9'));
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const wrong: readonly [readonly string[], RegExp][] = [
    [['--port', 'many'], /^The port must be a whole number/],
    [['--port', '70000'], /^The port must be a whole number/],
    [['--port', port], /is in use: `lsof -i :\d+` names the program/],
    [['--host', '0.0.0.0'], /Set keys/],
    [['--key-file', '/no/such/file'], /^The key file \/no\/such\/file does not exist\./],
    [['--origin', '*'], /allowedOrigins/],
    [['--config', '/no/such/config.json'], /does not exist/],
  ];
  for (const [args, message] of wrong) {
    const { code, stdout, stderr } = await run(['serve', '--config', config.path, '--root', root, ...args]);
    expect([args, code, stdout]).toEqual([args, 3, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  }
});
