import { createReadStream } from 'node:fs';
import { readFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, type ChatCompletionStream, type ClientOptions, file, type NamedFile } from '@plugboard/core';
import { expect, test } from 'vitest';
import { startRekaEmulator, type RekaEmulator, type RekaScenario } from '@plugboard/reka-emulator';
import { reka, type RekaOptions } from '../src/index.ts';
import { rejection } from './fake-call.ts';

const cat = fileURLToPath(new URL('../../../examples/describe-image/cat.jpeg', import.meta.url));
const question = {
  model: 'reka-core',
  messages: [{ role: 'user', content: 'What can you see in the image?' }],
} as const;

function clientFor(emulator: RekaEmulator, options: RekaOptions, more: ClientOptions = {}): Client {
  return new Client({
    provider: reka({ baseUrl: emulator.url, ...options }),
    config: false,
    discover: false,
    ...more,
  });
}

async function read(client: Client, image?: NamedFile): Promise<string> {
  const stream = await client.chat.completions.create({ ...question, image, stream: true });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  return text;
}

test('an image and a question are answered over one token, one upload and one chat', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  expect(await read(client, file(cat))).toContain('tabby cat');
  expect(emulator.counts).toMatchObject({ auth: 1, upload: 1, chat: 1, other: 0 });
  expect(emulator.uploads).toMatchObject([{ name: 'cat.jpeg', type: 'image/jpeg', format: 'JPEG', size: 30_967 }]);
});

test('a second call uses the token again', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  await read(client);
  await read(client);
  expect(emulator.counts).toMatchObject({ auth: 1, chat: 2 });
});

test('a chat that is unavailable once is repeated without a second upload', async () => {
  await using emulator = await startRekaEmulator();
  emulator.next('chat', { fail: { status: 503 } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  await read(client, file(cat));
  expect(emulator.counts).toMatchObject({ auth: 1, upload: 1, chat: 2 });
});

test('a refused token is renewed once', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  await read(client);
  emulator.revokeTokens();
  await read(client);
  expect(emulator.counts).toMatchObject({ auth: 2, chat: 3 });
});

test('a cookie file is used, and the renewed session is saved back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reka-end-to-end-'));
  try {
    await using emulator = await startRekaEmulator();
    const path = join(folder, 'cookies.json');
    await emulator.writeCookieFile(path);
    const before = await readFile(path, 'utf8');
    await using client = clientFor(emulator, { cookies: path });
    await read(client);
    expect(await readFile(path, 'utf8')).not.toBe(before);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each<[string, RekaScenario]>([
  ['pieces of a session', { auth: { chunkedCookie: true } }],
  ['a leaking separator', { chat: { separatorLeak: true } }],
  ['awkward framing', { chat: { heartbeats: true, unknownEvents: true, lineEnding: 'crlf', bytesPerWrite: 1 } }],
  ['JSON instead of a stream', { chat: { json: true } }],
  ['events that come twice', { chat: { repeatEvents: true } }],
  ['a connection that stays open', { chat: { keepOpen: true } }],
  ['an upload under image_url', { upload: { keys: 'image_url' } }],
])('%s changes nothing', async (_name, scenario) => {
  await using emulator = await startRekaEmulator(scenario);
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  expect(await read(client, file(cat))).toMatch(/^ The image shows .* cannot see\.\)$/);
});

test.each<[RekaScenario, string]>([
  [{ auth: { answer: 'no-token' } }, 'auth_expired'],
  [{ auth: { answer: 'empty' } }, 'auth_expired'],
  [{ auth: { answer: 'login-page' } }, 'auth_rejected'],
  [{ auth: { answer: 'redirect' } }, 'auth_rejected'],
  [{ auth: { answer: 'not-authenticated' } }, 'auth_rejected'],
  [{ upload: { keys: 'none' } }, 'protocol_error'],
  [{ upload: { maxBytes: 1 } }, 'limit_exceeded'],
  [{ chat: { fail: { status: 401 } } }, 'auth_rejected'],
  [{ chat: { fail: { status: 403 } } }, 'permission_denied'],
  [{ chat: { fail: { status: 403, body: '<html>', headers: { 'cf-mitigated': 'challenge' } } } }, 'challenged'],
  [{ chat: { fail: { status: 422, body: { detail: [{ loc: ['body'], msg: 'no', type: 'x' }] } } } }, 'bad_request'],
  [{ chat: { fail: { status: 429, body: { detail: 'P001: Insufficient Balance' } } } }, 'quota_exhausted'],
  [{ chat: { finishReason: null } }, 'stream_truncated'],
  [{ chat: { endAfterEvents: 3 } }, 'stream_truncated'],
  [{ chat: { resetAfterEvents: 3 } }, 'stream_truncated'],
  [{ chat: { errorAfterEvents: 3 } }, 'server_error'],
])('%j fails with %s', async (scenario, code) => {
  await using emulator = await startRekaEmulator(scenario);
  await using client = clientFor(emulator, { cookies: emulator.cookies }, { retry: { maxRetries: 0 } });
  const failure = await rejection(read(client, file(cat)));
  expect(failure).toMatchObject({ code, provider: 'reka', model: 'reka-core' });
});

test('a session that has ended fails before any request', async () => {
  await using emulator = await startRekaEmulator({ now: () => Date.parse('2020-01-01T00:00:00Z') });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  expect(await rejection(read(client))).toMatchObject({ code: 'auth_expired' });
  expect(emulator.requests).toEqual([]);
});

test('several files in one turn of the web session are refused before anything is sent', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const failure = await rejection(client.chat.completions.create({ ...question, images: [file(cat), file(cat)] }));
  expect(failure).toMatchObject({ code: 'unsupported' });
  expect(emulator.requests).toEqual([]);
});

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const readers: readonly (readonly [string, (stream: ChatCompletionStream) => Promise<unknown>])[] = [
  ['chunks', (stream) => collect(stream)],
  ['events', (stream) => collect(stream.events)],
  ['textStream', (stream) => collect(stream.textStream)],
  ['finalText()', (stream) => stream.finalText()],
];

for (const [view, readAll] of readers) {
  test(`an abort while nobody reads is what the next reader of ${view} hears`, async () => {
    await using emulator = await startRekaEmulator({ chat: { stallAfterEvents: 2 } });
    await using client = clientFor(emulator, { cookies: emulator.cookies });
    const stopped = await client.chat.completions.create({ ...question, stream: true });
    stopped.abort();
    expect(await rejection(readAll(stopped))).toMatchObject({ code: 'aborted' });

    const controller = new AbortController();
    const signalled = await client.chat.completions.create(
      { ...question, stream: true },
      { signal: controller.signal },
    );
    controller.abort('enough');
    expect(await rejection(readAll(signalled))).toMatchObject({ code: 'aborted', cause: 'enough' });
  });
}

test('a signal that fired before the call ends it before any request', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const image = createReadStream(cat);
  const call = client.chat.completions.create({ ...question, image }, { signal: AbortSignal.abort('never') });
  expect(await rejection(call)).toMatchObject({ code: 'aborted', cause: 'never' });
  expect(emulator.requests).toEqual([]);
  expect(image.destroyed).toBe(true);
});

test('the request for a token ends when the last caller who waits for it leaves, and not before', async () => {
  await using emulator = await startRekaEmulator({ auth: { firstByteDelayMs: 10_000 } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const controllers = [new AbortController(), new AbortController()] as const;
  const calls = controllers.map(({ signal }) => client.chat.completions.create({ ...question }, { signal }));
  const failures = Promise.all(calls.map(rejection));
  await expect.poll(() => emulator.counts.auth).toBe(1);
  controllers[0].abort();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await emulator.openConnections()).toBe(1);
  controllers[1].abort();
  expect(await failures).toMatchObject([{ code: 'aborted' }, { code: 'aborted' }]);
  await expect.poll(() => emulator.openConnections()).toBe(0);
});

test('an abort in the loop ends it with the abort, and the text so far', async () => {
  await using emulator = await startRekaEmulator({ chat: { stallAfterEvents: 2 } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const stream = await client.chat.completions.create({ ...question, stream: true });
  const loop = async (): Promise<void> => {
    for await (const text of stream.textStream) if (text !== '') stream.abort();
  };
  expect(await rejection(loop())).toMatchObject({ code: 'aborted', partialText: ' The' });
});

test('a rewritten answer is told as such, and the final text is right', async () => {
  await using emulator = await startRekaEmulator({ chat: { snapshots: ['A cat'], answer: 'A dog' } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const stream = await client.chat.completions.create({ ...question, stream: true });
  expect(await stream.finalText()).toBe('A dog');
});

test('an API key asks the official API with the image inside', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { apiKey: emulator.apiKey });
  expect(await read(client, file(cat))).toContain('tabby cat');
  expect(emulator.requests.map(({ path }) => path)).toEqual(['/v1/chat/completions']);
  expect((await client.models.list({ live: true })).map(({ id }) => id)).toContain('reka-edge-2603');
});

test('a key that is unknown is refused with one request', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { apiKey: 'fake-key' });
  expect(await rejection(read(client))).toMatchObject({ code: 'auth_rejected' });
  expect(emulator.counts.chat).toBe(1);
});

test('cumulative chunks under the official API are put right', async () => {
  await using emulator = await startRekaEmulator({
    chat: { cumulative: true, answer: ' Hello! How can I help you today?' },
  });
  await using client = clientFor(emulator, { apiKey: emulator.apiKey });
  const stream = await client.chat.completions.create({ ...question, stream: true });
  expect(await stream.finalText()).toBe(' Hello! How can I help you today?');
});

test('a fourth image for reka-edge is a limit, not a fault', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { apiKey: emulator.apiKey });
  const images = Array.from({ length: 4 }, () => file(cat));
  const failure = await rejection(client.chat.completions.create({ ...question, model: 'reka-edge', images }));
  expect(failure).toMatchObject({ code: 'limit_exceeded' });
});
