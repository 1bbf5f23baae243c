import { Client } from '@plugboard/core';
import { defineProvider } from '@plugboard/core/provider';
import { expect, test } from 'vitest';

const idle = defineProvider<object>({
  id: 'idle',
  models: [{ id: 'idle-one' }],
  create: () => ({
    async *stream() {
      yield { type: 'finish', reason: 'stop' } as const;
    },
  }),
});

test('a signal that was aborted before the call ends it with its own reason', async () => {
  await using client = new Client({ provider: idle(), config: false, discover: false });
  const reason = new Error('changed my mind');
  const call = client.chat.completions.create(
    { model: 'idle-one', messages: [{ role: 'user', content: 'Hi' }] },
    { signal: AbortSignal.abort(reason) },
  );
  await expect(call).rejects.toMatchObject({ code: 'aborted', cause: reason });
});

const counting = defineProvider<object>({
  id: 'counting',
  models: [{ id: 'counting-one' }],
  create: () => ({
    async *stream() {
      for (const text of ['one', 'two', 'three']) yield { type: 'text-delta', text } as const;
      yield { type: 'finish', reason: 'stop' } as const;
    },
  }),
});

test.each(['signal', 'stream.abort()', 'stream.controller.abort()'] as const)(
  'an abort by %s while nobody waits is told to the next who reads',
  async (how) => {
    await using client = new Client({ provider: counting(), config: false, discover: false });
    const controller = new AbortController();
    const stream = await client.chat.completions.create(
      { model: 'counting-one', messages: [{ role: 'user', content: 'Count' }], stream: true },
      { signal: controller.signal },
    );
    let read = '';
    const reading = (async () => {
      for await (const text of stream.textStream) {
        read += text;
        if (how === 'signal') controller.abort();
        else if (how === 'stream.abort()') stream.abort();
        else stream.controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'aborted', partialText: 'one' });
    expect(read).toBe('one');
  },
);

const waiting = defineProvider<object>({
  id: 'waiting',
  models: [{ id: 'waiting-one' }],
  create: () => ({
    async *stream(_, { signal }) {
      yield { type: 'text-delta', text: 'one' } as const;
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    },
  }),
});

async function begun(client: Client, options?: { readonly signal: AbortSignal }) {
  const messages = [{ role: 'user', content: 'Count' }] as const;
  return await client.chat.completions.create({ model: 'waiting-one', messages, stream: true }, options);
}

test('the reason of a controller is the cause, untouched', async () => {
  await using client = new Client({ provider: waiting(), config: false, discover: false });
  const stream = await begun(client);
  const reason = new Error('changed my mind');
  const text = stream.finalText();
  stream.controller.abort(reason);
  await expect(text).rejects.toMatchObject({ code: 'aborted', cause: reason, partialText: 'one' });
});

test('the controller of a stream shows every abort of it, whenever it is asked for', async () => {
  await using client = new Client({ provider: waiting(), config: false, discover: false });
  const before = await begun(client);
  const { controller } = before;
  expect(before.controller).toBe(controller);
  expect(controller.signal.aborted).toBe(false);
  before.abort();
  expect(controller.signal.aborted).toBe(true);

  const after = await begun(client);
  after.abort();
  expect(after.controller.signal.aborted).toBe(true);

  const own = new AbortController();
  const stream = await begun(client, { signal: own.signal });
  const { signal } = stream.controller;
  const text = stream.finalText();
  own.abort('enough');
  await expect(text).rejects.toMatchObject({ code: 'aborted' });
  expect(signal).toMatchObject({ aborted: true, reason: 'enough' });
});

test('a controller that is aborted after the end has no effect', async () => {
  await using client = new Client({ provider: counting(), config: false, discover: false });
  const messages = [{ role: 'user', content: 'Count' }] as const;
  const stream = await client.chat.completions.create({ model: 'counting-one', messages, stream: true });
  expect(await stream.finalText()).toBe('onetwothree');
  stream.controller.abort();
  expect(await stream.finalText()).toBe('onetwothree');
});
