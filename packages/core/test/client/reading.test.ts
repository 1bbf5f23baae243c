import { sse, stall } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import type { ChatEvent } from '../../src/contract/chat-event.ts';
import { ask, clientOf, failureOf, finish, inProcess, overHttp, serve, text, untilAborted } from '../call/fixture.ts';

const spoken = (...pieces: readonly string[]) =>
  inProcess({
    async *stream() {
      yield* text(...pieces);
      yield finish;
    },
  });

test('a second view is refused, whatever it is', async () => {
  const stream = await ask(clientOf(spoken('a', 'b')));
  const loop = stream[Symbol.asyncIterator]();
  await loop.next();
  for (const view of [
    async () => stream[Symbol.asyncIterator](),
    async () => stream.events[Symbol.asyncIterator](),
    async () => stream.textStream[Symbol.asyncIterator](),
    async () => stream.toReadableStream(),
    () => stream.finalText(),
    () => stream.finalCompletion(),
  ]) {
    expect(await failureOf(view())).toMatchObject({ code: 'input_invalid' });
  }
  // Being refused does not spoil the view that came first, nor the helpers after it.
  while ((await loop.next()).done !== true);
  expect(await stream.finalText()).toBe('ab');
  expect((await stream.finalCompletion()).choices[0]?.message.content).toBe('ab');
});

test('both final helpers may wait at once', async () => {
  const stream = await ask(clientOf(spoken('a', 'b')));
  const [whole, completion] = await Promise.all([stream.finalText(), stream.finalCompletion()]);
  expect([whole, completion.choices[0]?.message.content]).toEqual(['ab', 'ab']);
});

test('overlapping calls of next() are answered in order', async () => {
  const stream = await ask(clientOf(spoken('a', 'b', 'c')));
  const pieces = stream.textStream[Symbol.asyncIterator]();
  const results = await Promise.all(Array.from({ length: 5 }, () => pieces.next()));
  expect(results.map(({ value }) => value)).toEqual(['a', 'b', 'c', undefined, undefined]);
});

test.each([
  [
    'break',
    async (stream: AsyncIterable<unknown>) => {
      // oxlint-disable-next-line no-unreachable-loop -- leaving at once is what is tested
      for await (const _ of stream) break;
    },
  ],
  [
    'a throw in the loop',
    async (stream: AsyncIterable<unknown>) => {
      try {
        // oxlint-disable-next-line no-unreachable-loop -- leaving at once is what is tested
        for await (const _ of stream) throw new Error('mine');
      } catch {}
    },
  ],
  [
    'return() while next() waits',
    async (stream: AsyncIterable<unknown>) => {
      const reader = stream[Symbol.asyncIterator]();
      await reader.next();
      await reader.next();
      const waiting = reader.next();
      await reader.return?.();
      // oxlint-disable-next-line vitest/no-standalone-expect -- called by the test below
      expect(await waiting).toEqual({ done: true, value: undefined });
    },
  ],
] as const)('%s closes the connection, and what is left is no empty success', async (_, leave) => {
  const server = await serve();
  server.on({ path: '/token' }, { body: { token: 'fake-token' }, headers: { connection: 'close' } });
  server.on({ path: '/chat' }, [sse([{ choices: [{ index: 0, delta: { content: 'Hi' } }] }], { end: false }), stall()]);
  const stream = await ask(clientOf(overHttp(server.origin)));
  await leave(stream);
  await server.untilOpen(0);
  expect(await failureOf(stream.finalText())).toMatchObject({ code: 'input_invalid' });
});

test('a stream that is left unread by `await using` is closed, and reading it later says so', async () => {
  let ended = false;
  const provider = inProcess({
    async *stream() {
      try {
        yield* text('a', 'b');
        yield finish;
      } finally {
        ended = true;
      }
    },
  });
  const stream = await ask(clientOf(provider));
  await stream[Symbol.asyncDispose]();
  await expect.poll(() => ended).toBe(true);
  expect(await failureOf(stream.finalText())).toMatchObject({ code: 'input_invalid' });
});

test('canceling the readable stream closes the call', async () => {
  let signal: AbortSignal | undefined;
  const provider = inProcess({
    async *stream(_, call) {
      signal = call.signal;
      yield* text('a');
      await untilAborted(call.signal);
    },
  });
  const reader = (await ask(clientOf(provider))).toReadableStream().getReader();
  await reader.read();
  await reader.cancel();
  expect(signal?.aborted).toBe(true);
});

test('a revision replaces the text of the final helpers, and shows in events and chunks', async () => {
  const events: ChatEvent[] = [...text('a', 'b'), { type: 'text-revised', text: 'c' }, ...text('d'), finish];
  const provider = inProcess({
    async *stream() {
      yield* events;
    },
  });
  const client = clientOf(provider);
  expect(await (await ask(client)).finalText()).toBe('cd');
  const seen: ChatEvent[] = [];
  for await (const event of (await ask(client)).events) seen.push(event);
  expect(seen).toEqual(events);
  const revised: unknown[] = [];
  for await (const chunk of await ask(client)) revised.push(chunk.choices[0]?.delta.revised_content);
  expect(revised).toEqual([undefined, undefined, undefined, 'c', undefined, undefined]);
});

test('closing the client ends running calls with `closed`, twice is once, and afterwards nothing begins', async () => {
  let closed = 0;
  const provider = inProcess({
    async *stream(_, { signal }) {
      yield* text('a');
      await untilAborted(signal);
    },
    close: async () => void (closed += 1),
  });
  const client = clientOf(provider);
  const stream = await ask(client);
  const reading = failureOf(stream.finalText());
  await Promise.all([client.close(), client.close()]);
  expect(await reading).toMatchObject({ code: 'closed', partialText: 'a', phase: 'chat' });
  expect(closed).toBe(1);
  expect(await failureOf(ask(client))).toMatchObject({ code: 'closed' });
  expect(await failureOf(client.models.list({ live: true }))).toMatchObject({ code: 'closed' });
});

test('whoever reads while the stream is disposed of elsewhere hears of it, and takes it for no complete answer', async () => {
  const provider = inProcess({
    async *stream(_, { signal }) {
      yield* text('a');
      await untilAborted(signal);
    },
  });
  const waiting = await ask(clientOf(provider));
  const reading = failureOf(waiting.finalText());
  await new Promise((resolve) => setImmediate(resolve));
  await waiting[Symbol.asyncDispose]();
  expect(await reading).toMatchObject({ code: 'aborted', partialText: 'a' });

  const between = await ask(clientOf(provider));
  const pieces = between.textStream[Symbol.asyncIterator]();
  await pieces.next();
  await between[Symbol.asyncDispose]();
  expect(await failureOf(pieces.next())).toMatchObject({ code: 'aborted', partialText: 'a' });
});

test('the iterator of a view is like that of a generator: iterable itself, left by return() and throw()', async () => {
  const ended: string[] = [];
  const provider = inProcess({
    async *stream() {
      try {
        yield* text('a', 'b', 'c');
        yield finish;
      } finally {
        ended.push('ended');
      }
    },
  });
  const client = clientOf(provider);

  const begun = (await ask(client)).textStream[Symbol.asyncIterator]() as AsyncIterableIterator<string>;
  await begun.next();
  const rest: string[] = [];
  for await (const piece of begun) rest.push(piece);
  expect(rest).toEqual(['b', 'c']);

  const left = (await ask(client))[Symbol.asyncIterator]();
  await left.return?.();
  expect(await left.next()).toEqual({ done: true, value: undefined });

  const thrown = (await ask(client)).textStream;
  async function* around(): AsyncGenerator<string> {
    yield* thrown;
  }
  const outer = around();
  await outer.next();
  const mine = new Error('mine');
  await expect(outer.throw(mine)).rejects.toBe(mine);
  await expect.poll(() => ended).toHaveLength(3);
});
