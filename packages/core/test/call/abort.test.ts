import { pauseReading, sse, stall, status, type Answer, type ScriptedServer } from '@plugboard/provider-testkit/server';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { streamChatCompletions } from '../../src/chat-completions.ts';
import type { ChatCompletionStream } from '../../src/client/chat-completions.ts';
import { Client } from '../../src/client/client.ts';
import type { CreateParams } from '../../src/client/create-params.ts';
import type { Phase } from '../../src/errors/codes.ts';
import { pluginPackage, temporaryFolder } from '../registry/folders.ts';
import { ask, clientOf, failureOf, finish, inProcess, overHttp, png, serve, text, untilAborted } from './fixture.ts';

const first = sse([{ choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }] }], { end: false });

interface Waiting {
  readonly client: Client;
  readonly params?: Partial<CreateParams>;
  /** Settles when the call has got to where it waits. */
  readonly there?: () => Promise<unknown>;
  readonly server?: ScriptedServer;
  /** Ends what would hold up `close()`. */
  readonly release?: () => void;
}

async function over(script: Readonly<Record<string, Answer>>, requests: number): Promise<Waiting> {
  const server = await serve();
  server.on({ path: '/token' }, { body: { token: 'fake-token' } });
  server.on({ path: '/upload' }, { body: { url: 'u' } });
  for (const [path, answer] of Object.entries(script)) server.on({ path }, answer);
  return {
    client: clientOf(overHttp(server.origin)),
    params: { image: png },
    there: () => server.untilRequests(requests, 8_000),
    server,
  };
}

async function* never(): AsyncGenerator<Uint8Array> {
  yield png.subarray(0, 20);
  await new Promise(() => {});
}

async function busy(): Promise<Waiting> {
  const provider = inProcess({
    maxConcurrent: 1,
    async *stream(_, { signal }) {
      yield* text('Hi');
      await untilAborted(signal);
    },
  });
  const client = clientOf(provider);
  await ask(client);
  return { client };
}

/** A plugin that is found, and whose import ends when it is told to. */
async function importing(): Promise<Waiting> {
  const folder = temporaryFolder();
  const begun = new Promise<void>((resolve) => process.once(importBegins, resolve));
  folder.write('package.json', { dependencies: { 'plug-a': '1.0.0' } });
  folder.write('node_modules/plug-a/package.json', pluginPackage('plug-a', 'scripted', [{ id: 'model' }]));
  folder.write('node_modules/plug-a/index.js', importedSlowly);
  const client = new Client({ root: folder.path, config: false });
  const release = (): void => void Reflect.apply(process.emit, process, [importEnds]);
  onTestFinished(() => {
    release();
    return client.close();
  });
  return { client, there: () => begun, release };
}

const importBegins = 'test:import-begins';
const importEnds = 'test:import-ends';
const importedSlowly = `
  process.emit('${importBegins}');
  await new Promise((resolve) => process.once('${importEnds}', resolve));
`;

/** A service that takes the connection and never answers the TLS handshake. */
async function connecting(): Promise<Waiting & { readonly server: ScriptedServer }> {
  const server = await serve();
  server.onConnection([stall()]);
  const baseUrl = server.origin.replace('http:', 'https:');
  const provider = inProcess({
    stream: (request, { http }) => streamChatCompletions(http.with({ baseUrl }), request, { path: '/chat' }),
  });
  return { client: clientOf(provider), there: () => server.untilOpen(1), server };
}

const waits: Readonly<Record<string, readonly [phase: Phase, arrange: () => Promise<Waiting>]>> = {
  'a place among the calls of the instance': ['setup', busy],
  'the files': [
    'setup',
    async () => ({ client: clientOf(inProcess({ async *stream() {} })), params: { image: never() } }),
  ],
  'the import of its plugin': ['setup', importing],
  'a connection': ['chat', connecting],
  'a token': ['auth', () => over({ '/token': stall() }, 1)],
  'the answer to an upload': ['upload', () => over({ '/upload': stall() }, 2)],
  'an upload that backs up': ['upload', () => over({ '/upload': [pauseReading(), stall()] }, 2)],
  headers: ['chat', () => over({ '/chat': stall() }, 3)],
  'the first event': ['chat', () => over({ '/chat': [sse([': ping\n\n'], { end: false }), stall()] }, 3)],
  'the next try': ['chat', () => over({ '/chat': status(503, '', { 'retry-after': '30' }) }, 3)],
  'a provider that ignores the abort': [
    'chat',
    async () => ({
      client: clientOf(
        inProcess({ stream: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }) }),
      ),
    }),
  ],
  'an upload that ignores the abort': [
    'upload',
    async () => ({
      client: clientOf(inProcess({ upload: () => new Promise(() => {}), async *stream() {} })),
      params: { image: png },
    }),
  ],
};

/** What is imported at the first call is here before the clock counts. */
beforeAll(async () => {
  const provider = inProcess({
    async *stream() {
      yield finish;
    },
  });
  await (await ask(clientOf(provider), { image: png })).finalText();
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test.each(Object.entries(waits))(
  'an abort ends the wait for %s within 50 ms and says how far it got',
  async (_, [phase, arrange]) => {
    const { client, params, there, server, release } = await arrange();
    const caller = new AbortController();
    const reason = new Error('enough');
    const asked = failureOf(ask(client, params, { signal: caller.signal }));
    await there?.();
    await pause(40);
    // A timer beside it: what a busy machine delays, it delays for both.
    const late = pause(50).then(() => 'late' as const);
    caller.abort(reason);
    const error = await Promise.race([asked, late]);
    expect(error).toMatchObject({ code: 'aborted', phase, provider: 'scripted' });
    expect(error).toHaveProperty('cause', reason);
    release?.();
    // The load of a token is shared and an idle connection kept, both until the client closes.
    await client.close();
    await server?.untilOpen(0);
  },
);

test('an abort while connecting leaves no socket, and nothing was sent', async () => {
  const { client, there, server } = await connecting();
  const caller = new AbortController();
  const asked = failureOf(ask(client, {}, { signal: caller.signal }));
  await there?.();
  caller.abort();
  expect((await asked).code).toBe('aborted');
  await server.untilOpen(0);
  expect([server.accepted, server.requests]).toEqual([1, []]);
});

test.each(Object.entries(waits))(
  'the deadline ends the wait for %s and says how far it got',
  async (_, [phase, arrange]) => {
    const { client, params } = await arrange();
    // Far below what each wait takes by itself, and a timer beside it, which a busy machine delays as well.
    const late = pause(2_000).then(() => 'late' as const);
    const error = await Promise.race([failureOf(ask(client, params, { timeout: 150 })), late]);
    if (error === 'late') throw new Error('The deadline did not end the wait.');
    // A wait for the next try that is longer than the deadline is not begun.
    if (error.code === 'server_error') expect(error.retryAfterMs).toBe(30_000);
    else expect(error).toMatchObject({ code: 'timeout', phase });
  },
);

test('an abort between two reads is told by the next read, not taken for the end', async () => {
  const { client, server } = await over({ '/chat': [first, stall()] }, 3);
  const caller = new AbortController();
  const stream = await ask(client, {}, { signal: caller.signal });
  const events = stream.events[Symbol.asyncIterator]();
  await events.next();
  caller.abort('mine');
  await server?.untilOpen(0);
  const error = await failureOf(events.next());
  expect(error).toMatchObject({ code: 'aborted', partialText: 'Hi', cause: 'mine' });
  expect(await events.next()).toEqual({ done: true, value: undefined });
  expect(await failureOf(stream.finalText())).toBe(error);
});

test('a signal that has fired rejects before anything is imported or asked', async () => {
  let made = 0;
  const provider = inProcess(() => {
    made += 1;
    return { async *stream() {} };
  });
  const error = await failureOf(ask(clientOf(provider), {}, { signal: AbortSignal.abort('mine') }));
  expect(error).toMatchObject({ code: 'aborted', phase: 'setup', cause: 'mine' });
  expect(made).toBe(0);
});

test('an abort after the end has no effect', async () => {
  const caller = new AbortController();
  const provider = inProcess({
    async *stream() {
      yield* text('Hi');
      yield finish;
    },
  });
  const stream = await ask(clientOf(provider), {}, { signal: caller.signal });
  expect(await stream.finalText()).toBe('Hi');
  caller.abort();
  stream.abort();
  expect(await stream.finalText()).toBe('Hi');
});

test('1,000 calls on one signal, one by one and at once, leave no listener and no warning', async () => {
  const warnings: unknown[] = [];
  const onWarning = (warning: unknown): void => void warnings.push(warning);
  process.on('warning', onWarning);
  const caller = new AbortController();
  let listeners = 0;
  const { signal } = caller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...parts: Parameters<typeof add>): void => {
    listeners += 1;
    add(...parts);
  };
  signal.removeEventListener = (...parts: Parameters<typeof remove>): void => {
    listeners -= 1;
    remove(...parts);
  };
  const provider = inProcess({
    async *stream() {
      yield* text('Hi');
      await Promise.resolve();
      yield finish;
    },
  });
  const client = clientOf(provider);
  try {
    for (let call = 0; call < 500; call += 1) await (await ask(client, {}, { signal })).finalText();
    await Promise.all(Array.from({ length: 500 }, async () => (await ask(client, {}, { signal })).finalText()));
    await pause(10);
    expect(listeners).toBe(0);
    expect(warnings).toEqual([]);
  } finally {
    process.off('warning', onWarning);
  }
});

test('silence between two events has its own limit, also when it is shorter than that of the first event', async () => {
  const { client, server } = await over({ '/chat': [first, stall()] }, 3);
  const impatient = clientOf(overHttp(server?.origin ?? ''), { timeouts: { firstEvent: 5_000, idle: 100 } });
  await client.close();
  const stream = await ask(impatient);
  const late = pause(2_500).then(() => 'late' as const);
  const error = await Promise.race([failureOf(stream.finalText()), late]);
  expect(error).toMatchObject({ code: 'timeout', partialText: 'Hi', phase: 'chat' });
  await server?.untilOpen(0);
});

test('a consumer that pauses is no silent service', async () => {
  const provider = inProcess({
    async *stream() {
      yield* text('a', 'b');
      yield finish;
    },
  });
  const client = clientOf(provider, { timeouts: { firstEvent: 40, idle: 40 } });
  const stream = await ask(client);
  let all = '';
  for await (const piece of stream.textStream) {
    all += piece;
    await pause(80);
  }
  expect(all).toBe('ab');
});

test.each<[string, (stream: ChatCompletionStream) => Promise<unknown>]>([
  ['was never read', async () => {}],
  ['was read once', async (stream) => stream.events[Symbol.asyncIterator]().next()],
  ['was read once as a readable stream', async (stream) => stream.toReadableStream().getReader().read()],
])('a stream that %s gives back its place when its call is ended', async (_, begin) => {
  for (const how of ['signal', 'deadline'] as const) {
    const provider = inProcess({
      maxConcurrent: 1,
      async *stream(_request, { signal }) {
        yield* text('Hi');
        await untilAborted(signal);
      },
    });
    const client = clientOf(provider);
    const caller = new AbortController();
    const stream = await ask(client, {}, how === 'signal' ? { signal: caller.signal } : { timeout: 60 });
    await begin(stream);
    if (how === 'signal') caller.abort();
    const second = await ask(client, {}, { timeout: 5_000 });
    expect(await second.textStream[Symbol.asyncIterator]().next()).toMatchObject({ value: 'Hi' });
    await client.close();
  }
});

test('a provider that yields without ever waiting is ended by the deadline', async () => {
  const provider = inProcess({
    async *stream() {
      for (;;) yield* text('x');
    },
  });
  const stream = await ask(clientOf(provider), {}, { timeout: 100 });
  expect(await failureOf(stream.finalText())).toMatchObject({ code: 'timeout', phase: 'chat' });
});
