import { reset, sse, status, type Answer, type ScriptedServer } from '@plugboard/provider-testkit/server';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { withRetryHint } from '../../src/errors/retry-hint.ts';
import type { ChatEvent } from '../../src/contract/chat-event.ts';
import type { Provider } from '../../src/contract/provider.ts';
import { ask, clientOf, failureOf, finish, inProcess, overHttp, png, serve, text } from './fixture.ts';

const answer = sse([
  { choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: null }] },
  { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
]);

interface Script {
  readonly token?: readonly Answer[];
  readonly upload?: readonly Answer[];
  readonly chat?: readonly Answer[];
}

async function scripted({ token, upload, chat }: Script): Promise<ScriptedServer> {
  const server = await serve();
  server.on({ path: '/token' }, ...(token ?? [{ body: { token: 'fake-token' } }]));
  server.on({ path: '/upload' }, ...(upload ?? [{ body: { url: 'https://files.test/a|b' } }]));
  server.on({ path: '/chat' }, ...(chat ?? [answer]));
  return server;
}

/** How often each step was sent. */
function counts(server: ScriptedServer): string {
  const count = (path: string): number => server.requests.filter((request) => request.path === path).length;
  return `${count('/token')} token, ${count('/upload')} upload, ${count('/chat')} chat`;
}

const soon = { 'retry-after': '0' };

test.each<[string, Script, string, string]>([
  ['all is well', {}, 'Hello', '1 token, 1 upload, 1 chat'],
  ['503 on chat', { chat: [status(503, '', soon), answer] }, 'Hello', '1 token, 1 upload, 2 chat'],
  ['429 on upload', { upload: [status(429, '', soon), { body: { url: 'u' } }] }, 'Hello', '1 token, 2 upload, 1 chat'],
  [
    '503 on the token',
    { token: [status(503, '', soon), { body: { token: 'fake' } }] },
    'Hello',
    '2 token, 1 upload, 1 chat',
  ],
  ['401 on chat, then good', { chat: [status(401), answer] }, 'Hello', '2 token, 1 upload, 2 chat'],
  ['401 twice on chat', { chat: [status(401)] }, 'auth_rejected', '2 token, 1 upload, 2 chat'],
  ['401 on upload, then good', { upload: [status(401), { body: { url: 'u' } }] }, 'Hello', '2 token, 2 upload, 1 chat'],
  ['503 for ever', { chat: [status(503, '', soon)] }, 'server_error', '1 token, 1 upload, 3 chat'],
  [
    '401, 503, 503, then good',
    { chat: [status(401), status(503, '', soon), status(503, '', soon), answer] },
    'Hello',
    '2 token, 1 upload, 4 chat',
  ],
  [
    '500 on chat, which may have been worked on',
    { chat: [status(500), answer] },
    'server_error',
    '1 token, 1 upload, 1 chat',
  ],
  [
    'a chat cut before its answer on a fresh connection',
    { upload: [{ body: { url: 'u' }, headers: { connection: 'close' } }], chat: [reset(), answer] },
    'connection_failed',
    '1 token, 1 upload, 1 chat',
  ],
  ['400 on chat', { chat: [status(400), answer] }, 'bad_request', '1 token, 1 upload, 1 chat'],
])('%s: %s', async (_, script, outcome, expected) => {
  const server = await scripted(script);
  const client = clientOf(overHttp(server.origin));
  const result = await ask(client, { image: png }).then(
    (stream) => stream.finalText(),
    (error: unknown) => (PlugboardError.isInstance(error) ? error.code : 'something else'),
  );
  expect(result).toBe(outcome);
  expect(counts(server)).toBe(expected);
});

test('with duplicateOk a chat that may have been received is repeated', async () => {
  const server = await scripted({ chat: [status(500, '', soon), answer] });
  const client = clientOf(overHttp(server.origin), { retry: { duplicateOk: true } });
  expect(await (await ask(client)).finalText()).toBe('Hello');
  expect(counts(server)).toBe('1 token, 0 upload, 2 chat');
});

test('a kept connection that dies before the answer costs one repeat on a fresh one, also for a POST', async () => {
  const server = await scripted({});
  server.on({ path: '/chat', reused: true }, reset());
  const client = clientOf(overHttp(server.origin), { retry: { maxRetries: 0 } });
  expect(await (await ask(client)).finalText()).toBe('Hello');
  expect(counts(server)).toBe('1 token, 0 upload, 2 chat');
});

test('an upload that was received is not sent again because another one is', async () => {
  const server = await scripted({});
  let first = true;
  server.on({ path: '/upload' }, async (exchange) => {
    const isBig = exchange.request.body.length > 2_000;
    if (isBig) await exchange.wait(150);
    await (isBig || !first ? status(200, { url: 'u' }) : status(503, '', soon))(exchange);
    if (!isBig) first = false;
  });
  const big = Buffer.concat([png, Buffer.alloc(4_000)]);
  const stream = await ask(clientOf(overHttp(server.origin)), { images: [big, png] });
  expect(await stream.finalText()).toBe('Hello');
  expect(counts(server)).toBe('1 token, 3 upload, 1 chat');
});

test('kept connections that die are each replaced, also while others are being opened', async () => {
  const server = await scripted({});
  const client = clientOf(overHttp(server.origin), { retry: { maxRetries: 0 } });
  const several = (count: number): Promise<readonly string[]> =>
    Promise.all(Array.from({ length: count }, async () => (await ask(client)).finalText()));
  await several(3);
  server.on({ path: '/chat', reused: true }, reset());
  expect(await several(6)).toEqual(Array.from({ length: 6 }, () => 'Hello'));
});

test('a one-shot stream that was sent is not sent again', async () => {
  const server = await scripted({ upload: [status(503, '', soon)] });
  const client = clientOf(overHttp(server.origin));
  async function* once(): AsyncGenerator<Uint8Array> {
    yield png;
  }
  const error = await failureOf(ask(client, { image: once() }));
  expect(error).toMatchObject({ code: 'server_error', status: 503, phase: 'upload' });
  expect(counts(server)).toBe('1 token, 1 upload, 0 chat');
});

test('a one-shot stream whose upload is finished does not keep the chat from being repeated', async () => {
  const server = await scripted({ chat: [status(503, '', soon), answer] });
  const client = clientOf(overHttp(server.origin));
  async function* once(): AsyncGenerator<Uint8Array> {
    yield png;
  }
  expect(await (await ask(client, { image: once() })).finalText()).toBe('Hello');
  expect(counts(server)).toBe('1 token, 1 upload, 2 chat');
});

test.each([
  ['longer than the cap', '61', 61_000, 120_000],
  ['longer than the deadline', '40', 40_000, 30_000],
])('a Retry-After %s fails at once and says how long', async (_, header, retryAfterMs, timeout) => {
  const server = await scripted({ chat: [status(429, '', { 'retry-after': header })] });
  const client = clientOf(overHttp(server.origin));
  // Far below both, and far above what a busy machine takes.
  const begin = performance.now();
  const error = await failureOf(ask(client, {}, { timeout }));
  expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs, status: 429 });
  expect(error.attempts).toHaveLength(1);
  expect(performance.now() - begin).toBeLessThan(20_000);
});

test('attempts tell of every try, with its step', async () => {
  const server = await scripted({ chat: [status(401), status(503, '', soon), answer] });
  const stream = await ask(clientOf(overHttp(server.origin)), { image: png });
  await stream.finalText();
  expect(stream.attempts).toMatchObject([
    { provider: 'scripted', model: 'model', phase: 'chat', code: 'auth_rejected', status: 401 },
    { phase: 'chat', code: 'server_error', status: 503 },
    { phase: 'chat' },
  ]);
  expect(stream.attempts[2]).not.toHaveProperty('code');
});

interface Step {
  readonly pieces: number;
  readonly fails: 'no' | 'safe' | 'duplicate' | 'foreign' | 'truncated';
}

/** Each try says something else, so a joined answer would show. */
function flaky(steps: readonly Step[], name: string): { readonly provider: Provider; readonly sent: () => number } {
  let sent = 0;
  const provider: Provider = {
    async *stream(): AsyncGenerator<ChatEvent> {
      const number = sent;
      sent += 1;
      const step = steps[number] ?? { pieces: 2, fails: 'no' };
      for (let piece = 0; piece < step.pieces; piece += 1) {
        await Promise.resolve();
        yield { type: 'text-delta', text: `${name}${number}.${piece};` };
      }
      if (step.fails === 'truncated') return;
      if (step.fails === 'foreign') throw new Error('fake');
      if (step.fails !== 'no') {
        const error = new PlugboardError('server_error', 'fake', { phase: 'chat', retryable: true, retryAfterMs: 0 });
        throw withRetryHint(error, step.fails);
      }
      yield finish;
    },
  };
  return { provider, sent: () => sent };
}

const step = fc.record({
  pieces: fc.nat(2),
  fails: fc.constantFrom('no', 'safe', 'duplicate', 'foreign', 'truncated') satisfies fc.Arbitrary<Step['fails']>,
});

test('whatever fails where, the output is that of one try or an error, and nothing is sent twice that may not be', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 4 }), fc.array(step, { maxLength: 4 }), async (first, second) => {
      const one = flaky(first, 'a');
      const two = flaky(second, 'b');
      const client = clientOf(inProcess(one.provider, 'one'), {
        providers: [inProcess(one.provider, 'one'), inProcess(two.provider, 'two')],
        config: { models: { chain: ['one/model', 'two/model'] } },
      });
      const outcome = await ask(client, { model: 'chain' }).then(
        async (stream) => stream.finalText().catch((error: unknown) => error),
        (error: unknown) => error,
      );
      if (PlugboardError.isInstance(outcome)) {
        const whole = outcome.partialText ?? '';
        expect(new Set(whole.match(/[ab]\d/g) ?? []).size).toBeLessThanOrEqual(1);
      } else {
        expect(outcome).toBeTypeOf('string');
        expect(new Set(String(outcome).match(/[ab]\d/g) ?? []).size).toBeLessThanOrEqual(1);
      }
      // A try is followed by another one of the same candidate only after a failure that was surely not processed.
      for (const { sent, steps } of [
        { sent: one.sent(), steps: first },
        { sent: two.sent(), steps: second },
      ]) {
        for (let index = 0; index + 1 < sent; index += 1) {
          expect(steps[index]).toMatchObject({ pieces: 0, fails: 'safe' });
        }
        expect(sent).toBeLessThanOrEqual(3);
      }
      await client.close();
    }),
    { seed: 20_261_122, numRuns: 150 },
  );
});

const codes = [
  'config_invalid',
  'unsupported',
  'auth_missing',
  'rate_limited',
  'quota_exhausted',
  'server_error',
  'timeout',
  'protocol_error',
  'empty_response',
] as const;
test.each(codes)('after %s the next candidate is asked', async (code) => {
  const failing: Provider = {
    stream() {
      throw new PlugboardError(code, 'fake', { retryable: false });
    },
  };
  const working: Provider = {
    async *stream() {
      yield* text('from two');
      yield finish;
    },
  };
  const warned: string[] = [];
  const client = clientOf(inProcess(failing, 'one'), {
    providers: [inProcess(failing, 'one'), inProcess(working, 'two')],
    config: { models: { chain: ['one/model', 'two/model'] } },
    logger: { debug: () => {}, warn: (message) => warned.push(message) },
  });
  const stream = await ask(client, { model: 'chain' });
  expect(await stream.finalText()).toBe('from two');
  const sentence = `Fell back from one/model to two/model after ${code}.`;
  expect(stream.warnings).toEqual([sentence]);
  expect(warned).toEqual([`plugboard: ${sentence}`]);
  expect(stream.attempts.map(({ provider, code: failed }) => [provider, failed])).toEqual([
    ['one', code],
    ['two', undefined],
  ]);
  expect(stream.resolution).toMatchObject({ provider: 'two', model: 'model' });
  expect(stream.resolution.candidates).toMatchObject([
    { provider: 'two', outcome: 'chosen' },
    { provider: 'one', outcome: 'passed-over', reason: `failed with ${code}` },
  ]);
});

const final = ['input_invalid', 'bad_request', 'limit_exceeded'] as const;
test.each(final)('after %s nobody else is asked', async (code) => {
  const failing: Provider = {
    stream() {
      throw new PlugboardError(code, 'fake');
    },
  };
  const other = flaky([], 'b');
  const client = clientOf(inProcess(failing, 'one'), {
    providers: [inProcess(failing, 'one'), inProcess(other.provider, 'two')],
    config: { models: { chain: ['one/model', 'two/model'] } },
  });
  expect(await failureOf(ask(client, { model: 'chain' }))).toMatchObject({ code, provider: 'one' });
  expect(other.sent()).toBe(0);
});

test('a candidate that does not take the files or parameters is passed over', async () => {
  const refusing = flaky([], 'a');
  const working: Provider = { ...flaky([], 'b').provider, accepts: { parameters: ['temperature'] } };
  const client = clientOf(inProcess(refusing.provider, 'one', []), {
    providers: [inProcess(refusing.provider, 'one', []), inProcess(working, 'two')],
    config: { models: { chain: ['one/model', 'two/model'] } },
  });
  expect(await (await ask(client, { model: 'chain', image: png })).finalText()).toBe('b0.0;b0.1;');
  const second = await ask(client, { model: 'chain', temperature: 0 });
  expect(await second.finalText()).toBe('b1.0;b1.1;');
  expect(second.attempts).toMatchObject([
    { provider: 'one', model: 'model', phase: 'setup', code: 'unsupported' },
    { provider: 'two', phase: 'chat' },
  ]);
  expect(refusing.sent()).toBe(0);
});

test('a switch from a provider that cannot be made is an attempt, and the last cause is that of one that was asked', async () => {
  const unmade = inProcess(() => {
    throw new PlugboardError('auth_missing', 'No key.');
  }, 'one');
  const failing: Provider = {
    stream() {
      throw new PlugboardError('server_error', 'fake', { status: 500, retryable: false });
    },
  };
  const refusing = flaky([], 'c').provider;
  const accepting: Provider = { ...failing, accepts: { parameters: ['temperature'] } };
  const client = clientOf(unmade, {
    providers: [unmade, inProcess(accepting, 'two'), inProcess(refusing, 'three')],
    config: { models: { chain: ['one/model', 'two/model', 'three/model'] } },
  });
  const error = await failureOf(ask(client, { model: 'chain', temperature: 0 }));
  expect(error).toMatchObject({ code: 'server_error', provider: 'two', status: 500 });
  expect(error.attempts.map(({ provider, code }) => `${provider} ${code}`)).toEqual([
    'one auth_missing',
    'two server_error',
    'three unsupported',
  ]);
});

test('a one-shot stream that one candidate has used up is not promised to the next', async () => {
  const reading: Provider = {
    upload: async (media) => {
      for await (const _ of media.stream());
      throw new PlugboardError('server_error', 'The store is full.', { phase: 'upload', retryable: false });
    },
    stream: () =>
      flaky([], 'a').provider.stream(
        { model: '', messages: [], stream: true, parameters: {}, extra: {} },
        undefined as never,
      ),
  };
  const other = flaky([], 'b');
  const client = clientOf(inProcess(reading, 'one'), {
    providers: [inProcess(reading, 'one'), inProcess(other.provider, 'two')],
    config: { models: { chain: ['one/model', 'two/model'] } },
  });
  async function* once(): AsyncGenerator<Uint8Array> {
    yield png;
  }
  const error = await failureOf(ask(client, { model: 'chain', image: once() }));
  expect(error).toMatchObject({ code: 'server_error', provider: 'one', phase: 'upload' });
  expect(error.message).toContain('The store is full.');
  expect(other.sent()).toBe(0);
});

const role = { choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] };

test.each<[string, Parameters<typeof sse>[0], string, boolean]>([
  ['ends in the middle of its first event', ['data: {"choices":[{"ind'], 'connection_failed', true],
  ['ends in the middle of an event behind the role', [role, 'data: {"choices":[{"ind'], 'connection_failed', true],
  ['ends behind the role', [role], 'connection_failed', true],
  ['ends as complete behind the role', [role, 'data: [DONE]\n\n'], 'empty_response', false],
  ['ends as complete', ['data: [DONE]\n\n'], 'empty_response', false],
])('a stream without content that %s fails as what it is', async (_name, events, code, retryable) => {
  const server = await scripted({ chat: [sse(events)] });
  const error = await failureOf(ask(clientOf(overHttp(server.origin))));
  expect(error).toMatchObject({ code, phase: 'chat', retryable });
  expect(counts(server)).toContain('1 chat');
});

test.each<[string, readonly ChatEvent[], string]>([
  ['behind the name of its model', [{ type: 'response', model: 'm' }], 'connection_failed'],
  ['behind nothing', [], 'empty_response'],
])('the stream of a provider that ends %s fails as what it is', async (_name, events, code) => {
  const provider: Provider = {
    async *stream() {
      yield* events;
    },
  };
  expect(await failureOf(ask(clientOf(inProcess(provider))))).toMatchObject({ code, phase: 'chat' });
});
