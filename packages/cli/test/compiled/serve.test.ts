import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { raw, type ScriptedServer, sse, stall, startScriptedServer } from '@plugboard/provider-testkit/server';
import { startRekaEmulator } from '@plugboard/reka-emulator';
import { expect, onTestFinished, test } from 'vitest';
import { answer, configFile, localConfig, root } from '../run.ts';

const program = fileURLToPath(new URL('../../dist/command.js', import.meta.url));

/** A process that serves. */
interface Serving {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly workers: readonly number[];
  readonly baseUrl: string;
  readonly url: string;
  readonly stderr: string;
  /** The path of its config. */
  readonly config: string;
  /** How it ended. */
  readonly ended: Promise<readonly [code: number | null, signal: string | null]>;
}

function serving(service: string | object, ...args: readonly string[]): Promise<Serving> {
  return servingWith([], service, ...args);
}

async function servingWith(
  nodeArgs: readonly string[],
  service: string | object,
  ...args: readonly string[]
): Promise<Serving> {
  const config = await configFile(typeof service === 'string' ? localConfig(service) : service);
  const all = [...nodeArgs, program, 'serve', '--port', '0', '--json', '--config', config.path, ...args];
  const child = spawn(process.execPath, all, { cwd: root });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text.stdout += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (text.stderr += piece));
  const ended = once(child, 'close').then(([code, signal]) => [code, signal] as const);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    await config[Symbol.asyncDispose]();
  });
  await expect.poll(() => text.stdout, { timeout: 30_000 }).toContain('\n');
  const { url, base_url: baseUrl, pid, workers = [] } = JSON.parse(text.stdout);
  return {
    child,
    pid,
    workers,
    baseUrl,
    url,
    get stderr() {
      return text.stderr;
    },
    config: config.path,
    ended,
  };
}

function ask(baseUrl: string, stream: boolean, key = 'any'): Promise<Response> {
  return fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    // Each request has a connection of its own, and so may meet another worker.
    headers: { 'content-type': 'application/json', connection: 'close', authorization: `Bearer ${key}` },
    body: JSON.stringify({ model: 'assistant', stream, messages: [{ role: 'user', content: 'Hello' }] }),
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** Whether new requests are taken. Of several workers, those that still run refuse them. */
function isServed(url: string): Promise<boolean> {
  return fetch(`${url}/health`, { headers: { connection: 'close' }, signal: AbortSignal.timeout(500) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Answers with `First. ` at once, and with `Last.` when the function that is returned is called. */
function heldAnswer(upstream: Pick<ScriptedServer, 'on'>): () => void {
  const { promise: released, resolve: release } = withResolvers();
  const rest = answer('Last.')
    .map((event) => `data: ${JSON.stringify(event)}\n\n`)
    .join('');
  upstream.on({}, [
    sse(answer('First. ').slice(0, 1), { end: false }),
    () => released,
    raw(`${rest.length.toString(16)}\r\n${rest}\r\n0\r\n\r\n`),
  ]);
  return release;
}

const many = { timeout: 60_000 };

test('a signal lets the running answer end, and the process with it', many, async () => {
  await using upstream = await startScriptedServer();
  const release = heldAnswer(upstream);
  const open = await serving(upstream.origin);
  const response = await ask(open.baseUrl, true);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('First.')) text += (await reader?.read())?.value ?? '';
  open.child.kill('SIGTERM');
  await expect.poll(() => isServed(open.url)).toBe(false);
  release();
  for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) text += piece.value;
  expect(text).toContain('Last.');
  expect(text.trimEnd()).toMatch(/data: \[DONE\]$/);
  expect(await open.ended).toEqual([0, null]);
});

test.each(['SIGTERM', 'SIGINT'] as const)('a second %s ends the process at once', many, async (signal) => {
  await using upstream = await startScriptedServer();
  upstream.on({}, [sse(answer('First. ').slice(0, 1), { end: false }), stall()]);
  const open = await serving(upstream.origin);
  const response = await ask(open.baseUrl, true);
  await response.body?.getReader().read();
  open.child.kill(signal);
  // Only once the first one was taken up.
  await expect.poll(() => isServed(open.url)).toBe(false);
  open.child.kill(signal);
  expect(await open.ended).toEqual([null, signal]);
});

/** Tells the most memory that V8 and its compilers took outside of the heap, in bytes. */
const tellPeak = `data:text/javascript,${encodeURIComponent(`
  import { getHeapStatistics } from 'node:v8';
  process.on('exit', () => console.error('peak ' + getHeapStatistics().peak_malloced_memory));
`)}`;

test('what parses responses is not optimized for the first few', many, async () => {
  await using upstream = await startScriptedServer();
  upstream.on({}, sse(answer('Served.')));
  const open = await servingWith(['--import', tellPeak], upstream.origin);
  for (let round = 0; round < 20; round += 1)
    await expect((await ask(open.baseUrl, true)).text()).resolves.toContain('[DONE]');
  open.child.kill('SIGTERM');
  expect(await open.ended).toEqual([0, null]);
  expect(Number(/^peak (?<bytes>\d+)$/m.exec(open.stderr)?.groups?.['bytes'])).toBeLessThan(12e6);
});

test('workers share one port, add up their metrics, are replaced when they die, and end together', many, async () => {
  await using upstream = await startScriptedServer();
  upstream.on({}, sse(answer('Served.')));
  const open = await serving(upstream.origin, '--workers', '2');
  expect(new Set([open.pid, ...open.workers]).size).toBe(3);
  for (let round = 0; round < 6; round += 1) expect((await ask(open.baseUrl, false)).status).toBe(200);
  const served = await chatsOf(open.url);
  expect([...served.keys()].sort()).toEqual(['1', '2']);
  expect([...served.values()].reduce((sum, count) => sum + count)).toBe(6);

  // Each of these may meet another worker.
  const form = new FormData();
  form.set('file', new Blob(['Bytes'], { type: 'image/png' }), 'a.png');
  const uploaded = await fetch(`${open.baseUrl}/files`, { method: 'POST', body: form });
  const { id } = JSON.parse(await uploaded.text());
  for (let round = 0; round < 4; round += 1) {
    const response = await fetch(`${open.baseUrl}/files/${id}`, { headers: { connection: 'close' } });
    expect(await response.json()).toMatchObject({ filename: 'a.png', bytes: 5 });
  }

  const [victim = 0, other = 0] = open.workers;
  process.kill(victim, 'SIGKILL');
  await expect.poll(() => open.stderr, { timeout: 20_000 }).toMatch(/^Worker 1 serves http:\S+ again\.$/m);
  expect(open.stderr).toContain(`Worker 1 (process ${victim}) ended with SIGKILL. Another one takes its place.`);
  for (let round = 0; round < 4; round += 1) expect((await ask(open.baseUrl, false)).status).toBe(200);
  expect((await chatsOf(open.url)).get('1')).toBeLessThan(6);

  open.child.kill('SIGTERM');
  expect(await open.ended).toEqual([0, null]);
  expect([open.pid, other].map(isRunning)).toEqual([false, false]);
});

test(
  'the limits of a key hold for all workers together, and for one that takes the place of another',
  many,
  async () => {
    await using upstream = await startScriptedServer();
    upstream.on({}, sse(answer('Served.')));
    const folder = await mkdtemp(join(tmpdir(), 'plugboard-keys-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const keyFile = join(folder, 'keys.json');
    await writeFile(keyFile, JSON.stringify([{ name: 'alice', key: 'test-key-1', limits: { requestsPerMinute: 5 } }]));
    const open = await serving(upstream.origin, '--workers', '2', '--key-file', keyFile);
    const statuses: number[] = [];
    for (let round = 0; round < 8; round += 1) statuses.push((await ask(open.baseUrl, false, 'test-key-1')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    for (const [index, victim] of open.workers.entries()) {
      process.kill(victim, 'SIGKILL');
      await expect.poll(() => open.stderr, { timeout: 20_000 }).toContain(`Worker ${index + 1} serves`);
    }
    for (let round = 0; round < 4; round += 1) {
      expect((await ask(open.baseUrl, false, 'test-key-1')).status).toBe(429);
    }
  },
);

test('requests of the same moment do not exceed a limit, whichever workers they meet', many, async () => {
  await using upstream = await startScriptedServer();
  upstream.on({}, sse(answer('Served.')));
  const folder = await mkdtemp(join(tmpdir(), 'plugboard-keys-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const keyFile = join(folder, 'keys.json');
  await writeFile(keyFile, JSON.stringify([{ name: 'alice', key: 'test-key-1', limits: { requestsPerMinute: 10 } }]));
  const open = await serving(upstream.origin, '--workers', '3', '--key-file', keyFile);
  const replies = await Promise.all(Array.from({ length: 60 }, () => ask(open.baseUrl, false, 'test-key-1')));
  const statuses = replies.map(({ status }) => status).sort((one, other) => one - other);
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), ...Array.from({ length: 50 }, () => 429)]);
});

test.skipIf(process.platform === 'win32').each([
  ['one process', []],
  ['workers', ['--workers', '2']],
])('SIGHUP lets the config be read again by %s, and keeps the answers that are under way', many, async (_, args) => {
  await using upstream = await startScriptedServer();
  const release = heldAnswer(upstream);
  await using other = await startScriptedServer();
  other.on({}, sse(answer('Other.')));
  const open = await serving(upstream.origin, ...args);
  const under = await ask(open.baseUrl, true);
  await writeFile(open.config, '{ "providers": ');
  open.child.kill('SIGHUP');
  await expect.poll(() => open.stderr, { timeout: 10_000 }).toContain('the gateway goes on with the old one. ');
  await writeFile(open.config, JSON.stringify(localConfig(other.origin)));
  open.child.kill('SIGHUP');
  await expect
    .poll(() => open.stderr, { timeout: 10_000 })
    .toMatch(/^The config was read again\. Changed: providers\.local\.$/m);
  // Workers take it a moment after it was found to be right.
  const askTwice = () => Promise.all([ask(open.baseUrl, false), ask(open.baseUrl, false)]);
  const texts = async () => Promise.all((await askTwice()).map((reply) => reply.text()));
  await expect
    .poll(texts, { timeout: 10_000 })
    .toEqual([expect.stringContaining('Other.'), expect.stringContaining('Other.')]);
  release();
  const text = await under.text();
  expect(text).toContain('Last.');
  expect(text.trimEnd()).toMatch(/data: \[DONE\]$/);
  expect(open.stderr.trimEnd().split('\n')).toHaveLength(2);
  open.child.kill('SIGTERM');
  expect(await open.ended).toEqual([0, null]);
});

/** `script` of util-linux runs a command in a terminal of its own, and the terminal ends with it. */
test.skipIf(process.platform !== 'linux')(
  'a server ends when its terminal is closed, as every program does',
  many,
  async () => {
    await using config = await configFile(localConfig('http://127.0.0.1:9'));
    const command = [process.execPath, program, 'serve', '--port', '0', '--json', '--config', config.path];
    const child = spawn('/usr/bin/script', ['-qfc', command.join(' '), '/dev/null'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'close');
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (stdout += piece));
    await expect.poll(() => stdout, { timeout: 30_000 }).toContain('"pid"');
    const { pid } = JSON.parse(stdout);
    onTestFinished(() => {
      child.kill('SIGKILL');
      if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    });
    process.kill(pid, 'SIGHUP');
    await expect.poll(() => stdout).toContain('The config was read again. Nothing in it has changed.');
    child.kill('SIGKILL');
    await ended;
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
  },
);

test('workers share a session through its cookie file, which each of them renews', many, async () => {
  await using emulator = await startRekaEmulator();
  const folder = await mkdtemp(join(tmpdir(), 'plugboard-session-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const cookies = join(folder, 'cookies.json');
  await emulator.writeCookieFile(cookies);
  const first = await readFile(cookies, 'utf8');
  const reka = { use: '@plugboard/provider-reka', baseUrl: emulator.url, cookies };
  const open = await serving({ providers: { reka }, models: { assistant: 'reka/reka-core' } }, '--workers', '2');
  const askOften = async (): Promise<readonly number[]> => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => ask(open.baseUrl, false)));
    return Promise.all(replies.map(async (reply) => (await reply.text(), reply.status)));
  };
  const fine = Array.from({ length: 8 }, () => 200);
  expect(await askOften()).toEqual(fine);
  expect([...(await chatsOf(open.url)).keys()].sort()).toEqual(['1', '2']);
  // Only what is in the file is accepted from now on, so one who begins anew shows that it is whole.
  const [victim = 0] = open.workers;
  process.kill(victim, 'SIGKILL');
  await expect.poll(() => open.stderr, { timeout: 20_000 }).toContain('Worker 1 serves');
  expect(await askOften()).toEqual(fine);
  open.child.kill('SIGTERM');
  expect(await open.ended).toEqual([0, null]);
  const last = await readFile(cookies, 'utf8');
  expect(sessionIn(last)).not.toBe(sessionIn(first));
  expect(sessionIn(last)).toBeDefined();
  expect((await stat(cookies)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['cookies.json']);
});

/** The session in a cookie file of a browser extension. */
function sessionIn(text: string): string | undefined {
  const cookies: readonly { readonly name: string; readonly value: string }[] = JSON.parse(text);
  return cookies.find(({ name }) => name === 'appSession')?.value;
}

/** How many chats each worker has answered, by its number. */
async function chatsOf(url: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
  const lines = text.matchAll(/^plugboard_gateway_requests_total\{(?<labels>.*)\} (?<count>\d+)$/gm);
  const chats = [...lines].filter(({ groups }) => groups?.['labels']?.includes('/v1/chat/completions'));
  return new Map(
    chats.map(({ groups }) => [
      /worker="(?<worker>\d+)"/.exec(groups?.['labels'] ?? '')?.groups?.['worker'] ?? '',
      Number(groups?.['count']),
    ]),
  );
}

test('a second signal ends the workers as well, in the middle of their answers', many, async () => {
  await using upstream = await startScriptedServer();
  upstream.on({}, [sse(answer('First. ').slice(0, 1), { end: false }), stall()]);
  const open = await serving(upstream.origin, '--workers', '2');
  const response = await ask(open.baseUrl, true);
  await response.body?.getReader().read();
  open.child.kill('SIGTERM');
  await expect.poll(() => isServed(open.url)).toBe(false);
  open.child.kill('SIGTERM');
  expect(await open.ended).toEqual([null, 'SIGTERM']);
  await expect.poll(() => open.workers.filter(isRunning), { timeout: 10_000 }).toEqual([]);
});

test('as long as a worker has a running answer, new connections are refused with a reply', many, async () => {
  await using upstream = await startScriptedServer();
  upstream.on({}, [sse(answer('First. ').slice(0, 1), { end: false }), stall()]);
  const open = await serving(upstream.origin, '--workers', '2');
  const response = await ask(open.baseUrl, true);
  const reader = response.body?.getReader();
  await reader?.read();
  open.child.kill('SIGTERM');
  await expect.poll(() => isServed(open.url)).toBe(false);
  // The worker without an answer ends, which a connection may meet in its last moment.
  const [gone = 0, last = 0] = open.workers;
  await expect.poll(() => [gone, last].filter(isRunning), { timeout: 10_000 }).toHaveLength(1);
  for (let round = 0; round < 20; round += 1) {
    const reply = await ask(open.baseUrl, false);
    expect([reply.status, reply.headers.get('connection'), await reply.json()]).toMatchObject([
      503,
      'close',
      { error: { code: 'shutting_down' } },
    ]);
  }
  await reader?.cancel();
  expect(await open.ended).toEqual([0, null]);
});

test('what is wrong with workers is said once, with exit code 3', many, async () => {
  await using config = await configFile(localConfig('http://127.0.0.1:9'));
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const wrong: readonly [readonly string[], RegExp][] = [
    [['--workers', '2', '--port', port], /^Port \d+ of 127\.0\.0\.1 is in use: `lsof -i :\d+` names the program/],
    [['--workers', '2', '--host', '0.0.0.0'], /Set keys/],
    [['--workers', '0'], /^The number of workers must be a whole number from 1 to 256\.$/],
    [['--workers', 'all'], /^The number of workers must be/],
  ];
  for (const [args, message] of wrong) {
    const child = spawn(process.execPath, [program, 'serve', '--config', config.path, ...args], { cwd: root });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (stdout += piece));
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece));
    const [code] = (await once(child, 'close')) as [number | null];
    expect([args, code, stdout]).toEqual([args, 3, '']);
    expect(stderr.trimEnd()).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  }
});
