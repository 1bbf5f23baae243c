import { existsSync } from 'node:fs';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startRekaEmulator, type RekaScenario } from '@plugboard/reka-emulator';
import { expect, test } from 'vitest';
import { runProgram, startService } from './run-program.ts';

const canned =
  ' The image shows a close-up photograph of a tabby cat. (Canned answer of the Reka emulator: it knows this photograph by its ' +
  'SHA-256 digest and cannot see.)\n';

/** Makes a program believe that its outputs are a terminal. */
const terminal = 'data:text/javascript,process.stdout.isTTY = process.stderr.isTTY = true;';

test('an image is described on stdout, and the facts are one line on stderr', async () => {
  await using service = await startService();
  const { code, stdout, stderr } = await runProgram(['cat.jpeg'], { env: service.env });
  expect([code, stdout]).toEqual([0, canned]);
  expect(stderr).toMatch(
    /^reka \(reka-core\) · finish reason: stop · \d+ tokens in, \d+ out · first text after \d+ ms\n$/,
  );
  expect(service.emulator.uploads).toMatchObject([
    { name: 'cat.jpeg', type: 'image/jpeg', format: 'JPEG', size: 30_967 },
  ]);
});

test('the question and the model are those of the arguments', async () => {
  await using service = await startService();
  await runProgram(['cat.jpeg', 'Is it asleep?', '--model', 'reka-flash'], { env: service.env });
  const chat = service.emulator.requests.find(({ path }) => path === '/api/chat');
  expect(chat?.json).toMatchObject({ model_name: 'reka-flash', conversation_history: [{ text: 'Is it asleep?' }] });
});

test('the answer is written while it comes', async () => {
  await using service = await startService({ chat: { stallAfterEvents: 4 } });
  const { stdout } = await runProgram(['cat.jpeg'], {
    env: service.env,
    during: (program) => program.stdout?.once('data', () => program.kill('SIGINT')),
  });
  expect(canned).toContain(stdout.trimEnd());
});

test('a terminal shows a bar while the image is uploaded, and leaves its line empty', async () => {
  await using service = await startService();
  const env = { ...service.env, NODE_OPTIONS: `--import=${JSON.stringify(terminal)}` };
  const { stderr } = await runProgram(['cat.jpeg'], { env });
  expect(stderr).toContain('\r\u001B[KUploading ██████████████████████████████ 100 % 31 kB');
  expect(stderr.split('\r\u001B[K').at(-1)).toMatch(/^reka \(reka-core\)[^\r]*\n$/);
});

test('control characters in an answer are shown on a terminal, and kept in a file', async () => {
  const answer = 'A \u001B]52;c;aGk=\u0007cat\u009B2J\r and \u202Etac';
  await using service = await startService({ chat: { answer } });
  const piped = await runProgram(['cat.jpeg'], { env: service.env });
  expect(piped.stdout).toBe(`${answer}\n`);
  const env = { ...service.env, NODE_OPTIONS: `--import=${JSON.stringify(terminal)}` };
  const shown = await runProgram(['cat.jpeg'], { env });
  expect(shown.stdout).toBe('A <U+001B>]52;c;aGk=<U+0007>cat<U+009B>2J<U+000D> and <U+202E>tac\n');
});

test('an answer that the service takes back is told and given anew', async () => {
  await using service = await startService({ chat: { snapshots: ['A dog', 'A cat'], answer: 'A cat sleeps.' } });
  const { code, stdout, stderr } = await runProgram(['cat.jpeg'], { env: service.env });
  expect([code, stdout]).toEqual([0, 'A dog\nA cat sleeps.\n']);
  expect(stderr).toMatch(/^The service took its answer back; the new one follows\.\nreka /);
});

test('Ctrl-C ends the program with 130 and keeps what had arrived', async () => {
  await using service = await startService({ chat: { stallAfterEvents: 4 } });
  const ended = await runProgram(['cat.jpeg'], {
    env: service.env,
    during: (program) => program.stdout?.once('data', () => program.kill('SIGINT')),
  });
  expect(ended).toMatchObject({ code: 130, signal: null, stderr: '' });
  expect(ended.stdout).toMatch(/^ The image[^\n]*\n$/);
  expect(await service.emulator.openConnections()).toBe(0);
});

test('Ctrl-C before the first text ends the program with 130', async () => {
  await using service = await startService({ chat: { firstByteDelayMs: 20_000 } });
  const ended = await runProgram(['cat.jpeg'], {
    env: service.env,
    during: (program) => {
      const watch = setInterval(() => {
        if (service.emulator.counts.chat === 0) return;
        clearInterval(watch);
        program.kill('SIGINT');
      }, 20);
      program.once('exit', () => clearInterval(watch));
    },
  });
  expect(ended).toMatchObject({ code: 130, stdout: '', stderr: '' });
});

test('a closed stdout ends the program quietly', async () => {
  await using service = await startService({ delayMs: 30 });
  const ended = await runProgram(['cat.jpeg'], {
    env: service.env,
    during: (program) => program.stdout?.once('data', () => program.stdout?.destroy()),
  });
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
});

/** The one sentence of a failure. */
async function failure(args: readonly string[], env: NodeJS.ProcessEnv, cwd?: string): Promise<string> {
  const { code, stdout, stderr } = await runProgram(args, { env, cwd });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.startsWith('describe-image: ')).toBe(true);
  expect(stderr.split('\n')).toHaveLength(2);
  expect(stderr).not.toMatch(/\n\s+at |node:internal|Error:/);
  return stderr;
}

test.each([
  ['no argument', [], 'Which image? Use: describe-image <file>'],
  ['a question in pieces', ['cat.jpeg', 'what', 'is', 'it'], 'Put the question in quotes'],
  ['an unknown option', ['cat.jpeg', '--modle', 'x'], "Unknown option '--modle'"],
  ['a missing file', ['no-such.jpg'], 'there is no file'],
  ['a folder', ['src'], 'the path is a folder, not a file'],
  ['a file that is no image', ['package.json'], 'it is not an image'],
  ['an unknown model', ['cat.jpeg', '--model', 'recka-core'], 'Did you mean "reka-core"?'],
  [
    'a model of a provider that is not installed',
    ['cat.jpeg', '--model', 'gpt-4o'],
    '`npm install @plugboard/provider-openai`',
  ],
  ['a model that cannot see', ['cat.jpeg', '--model', 'reka-flash-3'], 'reka-flash-3'],
])('%s is refused in a sentence, without a request', async (_name, args, sentence) => {
  await using service = await startService();
  expect(await failure(args, service.env)).toContain(sentence);
  expect(service.emulator.requests).toEqual([]);
});

test('an empty file is refused in a sentence, without a request', async () => {
  await using service = await startService();
  const empty = join(service.folder, 'empty.jpg');
  await writeFile(empty, '');
  expect(await failure([empty], service.env)).toContain('the file is empty');
  expect(service.emulator.requests).toEqual([]);
});

test('a program without the provider is told which package to install', async () => {
  await using service = await startService();
  const folder = join(service.folder, 'other');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{}');
  await writeFile(join(folder, 'cat.jpeg'), '');
  expect(await failure(['cat.jpeg'], service.env, folder)).toContain('`npm install @plugboard/provider-reka`');
});

test('no credential is a sentence that says what to set', async () => {
  await using emulator = await startRekaEmulator();
  expect(await failure(['cat.jpeg'], { REKA_BASE_URL: emulator.url })).toMatch(/REKA_API_KEY .* REKA_COOKIES/);
});

test('a missing cookie file is named', async () => {
  await using service = await startService();
  const REKA_COOKIES = join(service.folder, 'none.json');
  expect(await failure(['cat.jpeg'], { ...service.env, REKA_COOKIES })).toContain(`${REKA_COOKIES} cannot be read`);
});

test('a cookie file without a session names the cookie and the hosts that it holds', async () => {
  await using service = await startService();
  const REKA_COOKIES = join(service.folder, 'others.json');
  await writeFile(REKA_COOKIES, '[{"domain":"example.com","name":"theme","value":"dark","path":"/"}]');
  expect(await failure(['cat.jpeg'], { ...service.env, REKA_COOKIES })).toMatch(/appSession .*example\.com/);
});

test('an expired session says when it ended, without a request', async () => {
  await using service = await startService();
  await using past = await startRekaEmulator({ now: () => Date.parse('2024-05-01T12:00:00Z') });
  const [value] = Object.values(past.cookies);
  const REKA_COOKIES = join(service.folder, 'old.json');
  await writeFile(REKA_COOKIES, JSON.stringify([{ domain: '127.0.0.1', name: 'appSession', value, path: '/' }]));
  expect(await failure(['cat.jpeg'], { ...service.env, REKA_COOKIES })).toContain('2024-05-04');
  expect(service.emulator.requests).toEqual([]);
});

test('a service that is down is a sentence that names its address', async () => {
  await using service = await startService();
  await service.emulator.close();
  const { host } = new URL(service.emulator.url);
  expect(await failure(['cat.jpeg'], service.env)).toContain(`${host} refused the connection`);
});

test.each<[string, RekaScenario]>([
  ['ends early', { chat: { endAfterEvents: 4 } }],
  ['breaks', { chat: { resetAfterEvents: 4 } }],
  ['ends without a reason', { chat: { finishReason: null } }],
  ['ends in an error', { chat: { errorAfterEvents: 4 } }],
])('an answer that %s is kept as far as it came, and the user is told', async (_name, scenario) => {
  await using service = await startService(scenario);
  const { code, stdout, stderr } = await runProgram(['cat.jpeg'], { env: service.env });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ The image shows[^\n]*\n$/);
  expect(stderr).toMatch(/^describe-image: The answer above is not complete\. [^\n]*\n$/);
});

test.skipIf(!existsSync('/dev/full'))('an output that cannot be written is a sentence', async () => {
  await using service = await startService();
  await using full = await open('/dev/full', 'w');
  const { code, stderr } = await runProgram(['cat.jpeg'], { env: service.env, stdout: full.fd });
  expect([code, stderr]).toEqual([1, 'describe-image: The answer cannot be written (ENOSPC).\n']);
});
