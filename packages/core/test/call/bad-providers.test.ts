import { expect, test } from 'vitest';
import type { ChatEvent } from '../../src/contract/chat-event.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import type { Provider } from '../../src/contract/provider.ts';
import { ask, clientOf, failureOf, finish, inProcess, png, text } from './fixture.ts';

function yielding(...events: readonly unknown[]): Provider {
  return {
    async *stream() {
      yield* events as ChatEvent[];
    },
  };
}

const accepts: Provider = Object.defineProperty(yielding(finish), 'accepts', {
  get() {
    throw new Error('fake-secret-in-getter');
  },
});

test.each<[string, Provider]>([
  [
    'throws before it streams',
    {
      stream() {
        throw new TypeError('fake-secret');
      },
    },
  ],
  ['returns no iterable', { stream: () => undefined as never }],
  [
    'throws in its iterator',
    {
      stream: () => ({
        [Symbol.asyncIterator]() {
          throw new Error('fake-secret');
        },
      }),
    },
  ],
  [
    'throws in next()',
    {
      stream: () => ({
        [Symbol.asyncIterator]: () => ({
          next() {
            throw new Error('fake-secret');
          },
        }),
      }),
    },
  ],
  ['yields null', yielding(null)],
  ['yields a string', yielding('Hi')],
  ['yields an unknown event', yielding({ type: 'error', error: 'x' })],
  ['yields a delta without text', yielding({ type: 'text-delta' })],
  ['yields a finish without a reason', yielding({ type: 'finish' })],
  [
    'throws undefined',
    {
      async *stream() {
        yield* [];
        // oxlint-disable-next-line typescript/only-throw-error -- what a careless provider may do
        throw undefined;
      },
    },
  ],
  [
    'throws a frozen object',
    {
      async *stream() {
        yield* [];
        // oxlint-disable-next-line typescript/only-throw-error -- what a careless provider may do
        throw Object.freeze({ message: 'fake-secret' });
      },
    },
  ],
])('a provider that %s fails the call with protocol_error and nothing of its words', async (_, provider) => {
  const error = await failureOf(ask(clientOf(inProcess(provider))));
  expect(error).toMatchObject({ code: 'protocol_error', provider: 'scripted', model: 'model' });
  expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain('fake-secret');
});

test('a provider that has a getter that throws fails the call that needs it with protocol_error and nothing of its words', async () => {
  const error = await failureOf(ask(clientOf(inProcess(accepts)), { temperature: 1 }));
  expect(error).toMatchObject({ code: 'protocol_error', provider: 'scripted', model: 'model' });
  expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain('fake-secret');
});

test('a stream with methods of its own, such as a readable one, is read like any other', async () => {
  const refused = (): never => {
    throw new Error('called');
  };
  const events: ChatEvent[] = [...text('Hi'), finish];
  const iterator = {
    async next(): Promise<IteratorResult<ChatEvent>> {
      const value = events.shift();
      return value === undefined ? { done: true, value } : { done: false, value };
    },
    read: refused,
    take: refused,
    pipe: refused,
    close: refused,
    destroy: refused,
  };
  const provider: Provider = { stream: () => ({ [Symbol.asyncIterator]: () => iterator }) };
  expect(await (await ask(clientOf(inProcess(provider)))).finalText()).toBe('Hi');
});

test('what comes after finish is not read', async () => {
  let after = false;
  const provider: Provider = {
    async *stream() {
      yield* text('Hi');
      yield finish;
      after = true;
      yield* text(' and more');
      throw new Error('late');
    },
  };
  expect(await (await ask(clientOf(inProcess(provider)))).finalText()).toBe('Hi');
  expect(after).toBe(false);
});

test('an unknown reason is `other`, and counts that are none are left out', async () => {
  const events = [...text('Hi'), { type: 'finish', reason: 'bored', usage: { inputTokens: 'x', outputTokens: 1 } }];
  const stream = await ask(clientOf(inProcess(yielding(...events))));
  const seen: ChatEvent[] = [];
  for await (const event of stream.events) seen.push(event);
  expect(seen.at(-1)).toEqual({ type: 'finish', reason: 'other', rawReason: 'bored' });
});

test('no delta splits a surrogate pair', async () => {
  const pieces = ['a\ud83d', '\ude00b', '\ud83d', '\ude00'];
  const stream = await ask(clientOf(inProcess(yielding(...text(...pieces), finish))));
  const seen: string[] = [];
  for await (const piece of stream.textStream) seen.push(piece);
  expect(seen.join('')).toBe('a😀b😀');
  expect(seen.every((piece) => piece.isWellFormed())).toBe(true);
});

test('a revision that ends in half a pair is completed by the delta behind it', async () => {
  const revised: ChatEvent = { type: 'text-revised', text: 'b\ud83d' };
  const stream = await ask(clientOf(inProcess(yielding(...text('a'), revised, ...text('\ude00'), finish))));
  const seen: string[] = [];
  for await (const event of stream.events) {
    if (event.type === 'text-delta' || event.type === 'text-revised') seen.push(event.text);
  }
  expect(seen).toEqual(['a', 'b', '😀']);
});

test('empty events without end keep no timer from firing', async () => {
  const provider: Provider = {
    async *stream() {
      for (;;) yield* text('');
    },
  };
  const error = await failureOf(ask(clientOf(inProcess(provider)), {}, { timeout: 100 }));
  expect(error).toMatchObject({ code: 'timeout', phase: 'chat' });
});

test('sources without end before the first word are no reason to fill the memory', async () => {
  const provider: Provider = {
    async *stream() {
      for (;;) yield { type: 'source', url: 'https://example.test' };
    },
  };
  expect(await failureOf(ask(clientOf(inProcess(provider))))).toMatchObject({ code: 'limit_exceeded' });
});

test('of several files that are uploaded side by side, the first that fails ends the others and is named', async () => {
  const seen: string[] = [];
  let number = 0;
  const provider: Provider = {
    async upload(_, { signal }) {
      number += 1;
      if (number === 2) throw new Error('fake-secret');
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          seen.push('aborted');
          reject(signal.reason as Error);
        });
      });
    },
    stream: () => yielding(finish).stream(undefined as never, undefined as never),
  };
  const error = await failureOf(ask(clientOf(inProcess(provider)), { images: [png, png, png] }));
  expect(error).toMatchObject({ code: 'protocol_error' });
  expect(error.message).toContain('image 2');
  expect(seen).toEqual(['aborted', 'aborted']);
});

test('callbacks that throw do not fail a call', async () => {
  const progress: number[] = [];
  const provider: Provider = {
    async upload(media) {
      for await (const _ of media.stream());
      return { url: 'u' };
    },
    stream: () => yielding(...text('Hi'), finish).stream(undefined as never, undefined as never),
  };
  const boom = (): never => {
    throw new Error('mine');
  };
  const client = clientOf(inProcess(provider), { logger: { debug: boom, warn: boom } });
  const onProgress = ({ sent }: { readonly sent: number }): never => {
    progress.push(sent);
    return boom();
  };
  expect(await (await ask(client, { image: png }, { onProgress })).finalText()).toBe('Hi');
  expect(progress.at(-1)).toBe(png.length);
});

test('maxConcurrent bounds the calls of an instance, and who waits is served in order', async () => {
  let running = 0;
  let most = 0;
  const order: string[] = [];
  const provider: Provider = {
    maxConcurrent: 2,
    async *stream({ messages }) {
      running += 1;
      most = Math.max(most, running);
      const part = messages[0]?.content[0];
      if (part?.type === 'text') order.push(part.text);
      await new Promise((resolve) => setTimeout(resolve, 5));
      yield* text('Hi');
      running -= 1;
      yield finish;
    },
  };
  const client = clientOf(inProcess(provider));
  const names = ['a', 'b', 'c', 'd', 'e'];
  await Promise.all(
    names.map(async (content) => (await ask(client, { messages: [{ role: 'user', content }] })).finalText()),
  );
  expect(most).toBe(2);
  expect(order).toEqual(names);
});

test.each<[string, object]>([
  ['an option that does not exist', { retries: 1 }],
  ['a timeout that is no time', { timeout: -1 }],
  ['a signal that is none', { signal: {} }],
  ['a callback that is none', { onProgress: 'x' }],
])('%s is refused', async (_, options) => {
  expect(await failureOf(ask(clientOf(inProcess(yielding(finish))), {}, options))).toMatchObject({
    code: 'input_invalid',
  });
});

test('a failure that does not say where it happened happened in the step that was under way', async () => {
  const fail = (): never => {
    throw new PlugboardError('server_error', 'No.', { retryable: false });
  };
  const late: Provider = {
    async *stream() {
      yield* text('Hi');
      fail();
    },
  };
  const early: Provider = { stream: fail };
  const uploading: Provider = { ...early, upload: async () => fail() };
  const foreign: Provider = { ...early, upload: () => Promise.reject(new TypeError('x')) };
  const seen: unknown[] = [];
  for (const [provider, params] of [[late], [early], [uploading, { image: png }], [foreign, { image: png }]] as const) {
    const asked = ask(clientOf(inProcess(provider)), params).then((stream) => stream.finalText());
    const { phase, attempts, message } = await failureOf(asked);
    seen.push([phase, attempts.map((attempt) => attempt.phase), /\[.*\]$/.exec(message)?.[0]]);
  }
  expect(seen).toEqual([
    ['chat', ['chat'], '[scripted/model, chat]'],
    ['chat', ['chat'], '[scripted/model, chat]'],
    ['upload', ['upload'], '[scripted/model, upload]'],
    ['upload', ['upload'], '[scripted/model, upload]'],
  ]);
});

test('the error that a provider throws for one of several files is left as it is', async () => {
  const own = Object.freeze(new PlugboardError('server_error', 'No.', { retryable: false }));
  const provider: Provider = {
    ...yielding(finish),
    upload: () => Promise.reject(own),
  };
  const error = await failureOf(ask(clientOf(inProcess(provider)), { images: [png, png] }));
  expect(error).toMatchObject({ code: 'server_error', message: 'Upload of image 1: No. [scripted/model, upload]' });
  expect(own.message).toBe('No.');
});
