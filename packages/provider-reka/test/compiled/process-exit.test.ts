import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startRekaEmulator, type RekaEmulatorOptions } from '@plugboard/reka-emulator';

/** A program that depends on core and on this package. */
const program = fileURLToPath(new URL('../../../../examples/describe-image/', import.meta.url));

/**
 * The script calls `ask`, says what keeps the process alive that did not before, and forgets to close the client. Only what
 * keeps the event loop alive is listed; a kept connection that waits for the next call does not.
 */
const script = (body: string): string => `
  import { Client, file } from '@plugboard/core';
  const messages = [{ role: 'user', content: 'Hello' }];
  // Made at their first use.
  const outputs = [process.stdout, process.stderr];
  const before = process.getActiveResourcesInfo();
  const client = new Client();
  const controller = new AbortController();
  const ask = (more = {}) =>
    client.chat.completions.create({ model: 'reka-core', messages, ...more }, { signal: controller.signal });
  const code = (error) => console.log(error.code);
  ${body}
  // What was closed just now is gone after some turns. The rest of a complete answer is read for 100 ms at most.
  await new Promise((resolve) => setTimeout(resolve, 400));
  const after = process.getActiveResourcesInfo();
  console.log(JSON.stringify(after.filter((resource) => !before.includes(resource))));
`;

/** The script is told to abort as soon as the service has been asked this. */
const abortAt = new Map<string, 'auth' | 'chat'>([
  ['an abort before the first text', 'chat'],
  ['an abort while a repeat is waited for', 'chat'],
  ['an abort while a token is fetched', 'auth'],
]);

/** Far below what keeps a process when something is left: undici's 4 seconds for an idle connection, and all of our own. */
const exitMs = 2500;

const image = `image: file('cat.jpeg')`;
const stream = `stream: true`;

const ways: readonly (readonly [name: string, body: string, says: string, options: RekaEmulatorOptions])[] = [
  ['a whole answer', `await ask({ ${image} });`, '', {}],
  ['a stream that was read', `for await (const chunk of await ask({ ${image}, ${stream} }));`, '', {}],
  [
    'a stream whose service keeps the connection',
    `await (await ask({ ${stream} })).finalText();`,
    '',
    { chat: { keepOpen: true } },
  ],
  [
    'a break',
    `for await (const chunk of await ask({ ${image}, ${stream} })) break;`,
    '',
    { chat: { stallAfterEvents: 2 } },
  ],
  [
    'a stream that was read late',
    `const late = await ask({ ${stream} }); await new Promise((resolve) => setTimeout(resolve, 50)); await late.finalText();`,
    '',
    { delayMs: 100 },
  ],
  [
    'an error in the loop',
    `try { for await (const chunk of await ask({ ${stream} })) throw { code: 'mine' }; } catch (error) { code(error); }`,
    'mine\n',
    { chat: { stallAfterEvents: 2 } },
  ],
  [
    'an abort in the stream',
    `try { for await (const chunk of await ask({ ${stream} })) controller.abort(); } catch (error) { code(error); }`,
    'aborted\n',
    { chat: { stallAfterEvents: 2 } },
  ],
  [
    'abort() of the stream',
    `const answer = await ask({ ${stream} }); answer.abort(); await answer.finalText().catch(code);`,
    'aborted\n',
    { chat: { stallAfterEvents: 2 } },
  ],
  [
    'an abort before the first text',
    `process.once('SIGUSR2', () => controller.abort()); await ask({ ${stream} }).catch(code);`,
    'aborted\n',
    { chat: { firstByteDelayMs: 30_000 } },
  ],
  [
    'an abort while a repeat is waited for',
    `process.once('SIGUSR2', () => controller.abort()); await ask().catch(code);`,
    'aborted\n',
    { chat: { fail: { status: 503, headers: { 'retry-after': '30' } } } },
  ],
  [
    'an abort while a token is fetched',
    `process.once('SIGUSR2', () => controller.abort()); await ask().catch(code);`,
    'aborted\n',
    { auth: { firstByteDelayMs: 30_000 } },
  ],
  ['a refused token', `await ask().catch(code);`, 'auth_rejected\n', { auth: { answer: 'not-authenticated' } }],
  ['a failing upload', `await ask({ ${image} }).catch(code);`, 'limit_exceeded\n', { upload: { maxBytes: 1 } }],
  ['a failing chat', `await ask({ ${image} }).catch(code);`, 'bad_request\n', { chat: { fail: { status: 422 } } }],
  [
    'an answer cut in the middle',
    `await (await ask({ ${stream} })).finalText().catch(code);`,
    'stream_truncated\n',
    { chat: { resetAfterEvents: 3 } },
  ],
  ['a missing file', `await ask({ image: file('none.jpeg') }).catch(code);`, 'input_invalid\n', {}],
  ['an unknown model', `await ask({ model: 'none', ${image} }).catch(code);`, 'model_not_found\n', {}],
];

test.each(ways)('a script that forgets to close ends by itself after %s', async (name, body, says, options) => {
  const ended = await run(script(body), options, abortAt.get(name));
  expect(ended).toMatchObject({ code: 0, stderr: '', stdout: `${says}[]\n` });
  expect(ended.lastedMs).toBeLessThan(exitMs);
});

test.each<RekaEmulatorOptions>([{}, { delayMs: 50 }, { chat: { stallAfterEvents: 2 } }])(
  'a stream that nobody reads keeps no process alive: %j',
  async (options) => {
    const ended = await run(script(`await ask({ ${stream} });`), options);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.lastedMs).toBeLessThan(exitMs);
  },
);

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From its last output to its end. */
  readonly lastedMs: number;
}

/** Runs a module as part of the program, with a cookie file of an emulator; after a minute it is killed. */
async function run(source: string, options: RekaEmulatorOptions, abortAt?: 'auth' | 'chat'): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'process-exit-'));
  try {
    await using emulator = await startRekaEmulator(options);
    const cookies = join(folder, 'cookies.json');
    await emulator.writeCookieFile(cookies);
    const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
      cwd: program,
      env: { ...process.env, REKA_BASE_URL: emulator.url, REKA_COOKIES: cookies },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    let lastOutput = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      lastOutput = performance.now();
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const watch = setInterval(() => {
      if (abortAt === undefined || emulator.counts[abortAt] === 0) return;
      clearInterval(watch);
      child.kill('SIGUSR2');
    }, 10);
    await once(child, 'close');
    clearInterval(watch);
    return { code: child.exitCode, stdout, stderr, lastedMs: performance.now() - lastOutput };
  } finally {
    await rm(folder, { recursive: true });
  }
}
