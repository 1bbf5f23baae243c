import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { status } from '@plugboard/provider-testkit/server';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import type { Call } from '../../src/contract/provider.ts';
import { ask, clientOf, failureOf, finish, inProcess, serve, text } from './fixture.ts';

const noRetries = { retry: { maxRetries: 0 } };

/** A provider whose stream does this first. */
function after(act: (call: Call) => unknown) {
  return inProcess({
    async *stream(_, call) {
      await act(call);
      yield* [...text('Hoo'), finish];
    },
  });
}

const wrappers: readonly (readonly [name: string, wrap: (cause: unknown) => unknown])[] = [
  ['an Error', (cause) => new Error('fake-secret-of-wrapper', { cause })],
  ['two Errors', (cause) => new TypeError('a', { cause: new Error('b', { cause }) })],
  ['an object that is not an Error', (cause) => ({ cause })],
  ['a protocol_error', (cause) => new PlugboardError('protocol_error', 'The owl did not answer.', { cause })],
  [
    'a protocol_error around an Error',
    (cause) => new PlugboardError('protocol_error', 'x', { cause: new Error('y', { cause }) }),
  ],
];

for (const [name, wrap] of wrappers) {
  test(`what the service said is kept behind ${name}`, async () => {
    const server = await serve();
    server.on(
      {},
      status(429, { error: { message: 'Too many mice' } }, { 'retry-after': '7', 'x-request-id': 'req_1' }),
    );
    const provider = after(async (call) => {
      try {
        await call.http.json({ phase: 'chat', url: `${server.origin}/x`, json: {} });
      } catch (error) {
        throw wrap(error);
      }
    });
    const error = await failureOf(ask(clientOf(provider, noRetries)));
    expect(error).toMatchObject({
      code: 'rate_limited',
      phase: 'chat',
      status: 429,
      retryAfterMs: 7_000,
      requestId: 'req_1',
      retryable: true,
    });
    expect(error.attempts).toHaveLength(1);
    expect(inspect(error, { depth: 9 })).not.toContain('fake-secret');
  });
}

test('a wrapped failure is retried as the failure itself', async () => {
  const server = await serve();
  server.on('next', status(503, ''));
  server.on('next', status(200, {}));
  const provider = after(async (call) => {
    await call.http.json({ phase: 'chat', url: `${server.origin}/x`, json: {} }).catch((cause: unknown) => {
      throw new Error('wrapped', { cause });
    });
  });
  const stream = await ask(clientOf(provider, { retry: { maxRetries: 1 } }));
  expect(await stream.finalText()).toBe('Hoo');
  expect(server.requests).toHaveLength(2);
});

test('an event stream, a failure inside of one and a mistake in a request are known behind a wrapper', async () => {
  const server = await serve();
  server.on({}, status(401, { error: { message: 'No' } }));
  const acts: readonly (readonly [code: string, act: (call: Call) => unknown])[] = [
    [
      'auth_rejected',
      async ({ http }) => {
        for await (const event of http.events({ phase: 'chat', url: `${server.origin}/x`, json: {} })) void event;
      },
    ],
    ['quota_exhausted', ({ http }) => Promise.reject(http.failure('chat', { code: 'insufficient_quota' }))],
    ['config_invalid', ({ http }) => http.json({ phase: 'chat', url: 'ftp://x', json: {} })],
  ];
  for (const [code, act] of acts) {
    const provider = after(async (call) => {
      try {
        await act(call);
      } catch (cause) {
        throw new Error('wrapped', { cause });
      }
    });
    expect((await failureOf(ask(clientOf(provider, noRetries)))).code).toBe(code);
  }
});

test('an author who names another code has the last word', async () => {
  const server = await serve();
  server.on({}, status(500, ''));
  const provider = after((call) =>
    call.http.json({ phase: 'chat', url: `${server.origin}/x`, json: {} }).catch((cause: unknown) => {
      throw new PlugboardError('model_not_found', 'There is no such owl.', { phase: 'chat', cause });
    }),
  );
  expect((await failureOf(ask(clientOf(provider, noRetries)))).code).toBe('model_not_found');
});

test('an error of another client, or one that nobody of ours made, gives no code', async () => {
  const inner = clientOf(
    after(() => Promise.reject(new PlugboardError('rate_limited', 'x', { phase: 'chat' }))),
    noRetries,
  );
  const endless: { cause?: unknown } = {};
  endless.cause = endless;
  for (const act of [
    () => ask(inner).then(() => undefined),
    () => Promise.reject(new PlugboardError('rate_limited', 'x')),
    () => Promise.reject(endless),
  ]) {
    const provider = after(async () => {
      try {
        await act();
      } catch (cause) {
        throw new Error('wrapped', { cause });
      }
    });
    expect((await failureOf(ask(clientOf(provider, noRetries)))).code).toBe('protocol_error');
  }
});

test('a wrapped failure behind content is told as a stream that was cut', async () => {
  const provider = inProcess({
    async *stream(_, call) {
      yield* text('Hi');
      try {
        await call.http.json({ phase: 'chat', url: 'http://127.0.0.1:1/x', json: {} });
      } catch (cause) {
        throw new Error('wrapped', { cause });
      }
    },
  });
  const stream = await ask(clientOf(provider, noRetries));
  expect(await failureOf(stream.finalText())).toMatchObject({ code: 'stream_truncated', partialText: 'Hi' });
});
