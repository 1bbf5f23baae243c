import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
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
  /** The exit code. */
  stop(): Promise<number>;
}

/** A command that serves; it has printed where. */
async function serving(...args: readonly string[]): Promise<Serving> {
  const controller = new AbortController();
  const text = { stdout: '', stderr: '' };
  const code = runCommand(['serve', '--root', root, '--port', '0', ...args], {
    stdout: { write: (piece) => (text.stdout += piece) },
    stderr: { write: (piece) => (text.stderr += piece) },
    stdin: (async function* none() {})(),
    signal: controller.signal,
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
    models: expect.arrayContaining(['local/llava']),
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
  expect(stdout).toMatch(/^Models: .*local\/llava/m);
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
