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

test.each(['signal', 'stream.abort()'] as const)(
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
        else stream.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'aborted', partialText: 'one' });
    expect(read).toBe('one');
  },
);
