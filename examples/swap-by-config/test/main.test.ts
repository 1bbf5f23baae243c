import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startRekaEmulator } from '@plugboard/reka-emulator';
import { sse, startScriptedServer, type ScriptedServer } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';

const example = fileURLToPath(new URL('..', import.meta.url));
const cat = fileURLToPath(new URL('../../describe-image/cat.jpeg', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Providers = Readonly<Record<string, object>>;

/** The config of the example, with the address of a stand-in in place of the real one. */
async function configWith(folder: string, name: string, addresses: Readonly<Record<string, string>>): Promise<string> {
  const config = JSON.parse(await readFile(join(example, 'configs', name), 'utf8')) as { providers: Providers };
  const providers = Object.entries(config.providers).map(([id, options]) => [
    id,
    { ...options, baseUrl: addresses[id] },
  ]);
  const path = join(folder, name);
  await writeFile(path, JSON.stringify({ ...config, providers: Object.fromEntries(providers) }));
  return path;
}

/** Runs the built program on the picture of a cat. */
function runProgram(env: NodeJS.ProcessEnv): Promise<Ended> {
  return run('dist/main.js', [cat], env);
}

/** Runs something built; no variable of this machine's providers reaches it. */
function run(
  file: string,
  parameters: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd: string = example,
): Promise<Ended> {
  const bare = Object.entries(process.env).filter(([name]) => !/^(?:REKA_|OPENAI_|PLUGBOARD_|NODE_)/.test(name));
  const child = spawn(process.execPath, [join(example, file), ...parameters], {
    cwd,
    env: { ...Object.fromEntries(bare), ...env },
    timeout: 60_000,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'swap-by-config-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** A server as Ollama is, which says what it can prove of the image. */
async function startLocalServer(): Promise<ScriptedServer> {
  const server = await startScriptedServer();
  const piece = (delta: object, finish: string | null = null): object => ({
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  server.on({ method: 'POST', path: '/v1/chat/completions' }, (exchange) => {
    const jpeg = exchange.request.body.includes('data:image/jpeg;base64,/9j/');
    return sse([
      piece({ content: jpeg ? 'A JPEG came, ' : 'Nothing came, ' }),
      piece({ content: 'nobody looked.' }, 'stop'),
    ])(exchange);
  });
  return server;
}

test('one program is answered by three services, by config alone', async () => {
  await using folder = await temporaryFolder();
  await using emulator = await startRekaEmulator();
  await using local = await startLocalServer();
  await emulator.writeCookieFile(join(folder.path, 'cookies.json'));
  const addresses = { reka: emulator.url, local: `${local.origin}/v1` };

  const web = await runProgram({ PLUGBOARD_CONFIG: await configWith(folder.path, 'reka-web.json', addresses) });
  expect(web).toMatchObject({ code: 0, stdout: expect.stringContaining('tabby cat') });
  expect(web.stderr).toBe('Answered by reka/reka-core.\n');
  expect(emulator.counts).toMatchObject({ auth: 1, upload: 1, chat: 1 });

  const api = await runProgram({
    PLUGBOARD_CONFIG: await configWith(folder.path, 'reka-api.json', addresses),
    REKA_API_KEY: emulator.apiKey,
  });
  expect(api).toMatchObject({ code: 0, stdout: expect.stringContaining('tabby cat') });
  expect(api.stderr).toBe('Answered by reka/reka-flash.\n');
  expect(emulator.counts).toMatchObject({ auth: 1, upload: 1, chat: 2 });

  const server = await runProgram({ PLUGBOARD_CONFIG: await configWith(folder.path, 'local-server.json', addresses) });
  expect(server).toEqual({ code: 0, stdout: 'A JPEG came, nobody looked.\n', stderr: 'Answered by local/llava.\n' });
});

test('the program of the README reaches three services, and only the model name changes', async () => {
  await using folder = await temporaryFolder();
  await using emulator = await startRekaEmulator();
  await using openai = await startLocalServer();
  await using ollama = await startLocalServer();
  await copyFile(join(example, 'package.json'), join(folder.path, 'package.json'));
  await symlink(join(example, 'node_modules'), join(folder.path, 'node_modules'));
  await copyFile(cat, join(folder.path, 'cat.jpeg'));
  const config = await configWith(folder.path, 'ollama.json', { ollama: `${ollama.origin}/v1` });
  await rename(config, join(folder.path, 'plugboard.config.json'));
  const env = {
    OPENAI_API_KEY: 'not-a-real-key',
    OPENAI_BASE_URL: `${openai.origin}/v1`,
    REKA_API_KEY: emulator.apiKey,
    REKA_BASE_URL: emulator.url,
  };
  const { code, stdout, stderr } = await run('dist/any-model.js', [], env, folder.path);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^A JPEG came, nobody looked\..*tabby cat.*A JPEG came, nobody looked\.$/s);
  expect([openai.requests.length, emulator.counts.chat, ollama.requests.length]).toEqual([1, 1, 1]);
});

test('an answer survives a dead first service and an expired cookie', async () => {
  const { code, stdout, stderr } = await run('dist/fallback-demo.js', []);
  expect([code, stdout]).toEqual([0, expect.stringContaining('tabby cat')]);
  expect(stderr.split('\n')).toEqual([
    'Fell back from local/llava to web/reka-core after connection_failed.',
    'Fell back from web/reka-core to api/reka-flash after auth_expired.',
    'Answered by api/reka-flash.',
    'The service whose cookie has expired was asked 0 times.',
    '',
  ]);
});

test('an answer survives a session that its service has ended', async () => {
  await using folder = await temporaryFolder();
  await using signedOut = await startRekaEmulator();
  await using emulator = await startRekaEmulator();
  const dead = await startScriptedServer();
  await dead.close();
  // A cookie of another host's session: it looks as good as new.
  await emulator.writeCookieFile(join(folder.path, 'cookies.json'));
  const addresses = { local: `${dead.origin}/v1`, web: signedOut.url, api: emulator.url };
  const { code, stdout, stderr } = await runProgram({
    PLUGBOARD_CONFIG: await configWith(folder.path, 'fallback.json', addresses),
    REKA_API_KEY: emulator.apiKey,
  });
  expect([code, stdout]).toEqual([0, expect.stringContaining('tabby cat')]);
  expect(stderr).toContain('Fell back from web/reka-core to api/reka-flash after auth_rejected.\n');
  expect(emulator.counts).toMatchObject({ auth: 0, upload: 0, chat: 1 });
});

test('when every service fails, the program says which one was last and why', async () => {
  await using folder = await temporaryFolder();
  const dead = await startScriptedServer();
  await dead.close();
  const addresses = { local: `${dead.origin}/v1` };
  const { code, stderr } = await runProgram({
    PLUGBOARD_CONFIG: await configWith(folder.path, 'local-server.json', addresses),
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/refused the connection.*\[local\/llava, chat, 3 attempts\]\n$/);
});

test('one conversation with a picture, a tool and thoughts goes through five services and back', async () => {
  const { code, stdout, stderr } = await run('dist/conversation-demo.js', []);
  expect([code, stderr]).toEqual([0, '']);
  const turns = stdout.split(/\n(?! )/).filter((turn) => turn !== '');
  expect(turns.map((turn) => turn.split('\n')[0])).toEqual([
    'openai/gpt-5',
    'claude/claude-opus-5-5',
    'gemini/gemini-3.8-flash',
    'reka/reka-flash',
    'local/llava',
    'claude/claude-opus-5-5',
  ]);
  expect(turns.filter((turn) => turn.includes('thinks:'))).toHaveLength(5);
  expect([...stdout.matchAll(/get_weather \{"city":"(\w+)"\}/g)].map(([, city]) => city)).toEqual(
    expect.arrayContaining(['Oslo', 'Lima', 'Bonn', 'Cairo']),
  );
  // The picture of the first turn reached the last service but one, after the calls of three others.
  expect(turns[4]).toMatch(/Of \d\d messages, 1 had a JPEG/);
});
