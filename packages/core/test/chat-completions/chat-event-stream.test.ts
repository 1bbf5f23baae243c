import { describe, expect, test } from 'vitest';
import { streamChatCompletions } from '../../src/chat-completions.ts';
import { fromIterable, toIterator } from '../../src/stream/source-iterator.ts';
import { Queue } from '../../src/stream/queue.ts';
import type { ChatEvent, Http, ServerSentEvent } from '../../src/provider.ts';
import { chunk, collect, fakeHttp, requestWith } from './fake-http.ts';

const usage = { usage: { prompt_tokens: 3, completion_tokens: 5 } };
const text = (value: string): ChatEvent => ({ type: 'text-delta', text: value });
const finish = { type: 'finish', reason: 'stop', rawReason: 'stop', usage: { inputTokens: 3, outputTokens: 5 } };

/** What became of the request. */
interface Ending {
  how: 'open' | 'closed' | 'drained';
}

interface Source {
  readonly http: Http;
  readonly ending: Ending;
}

/** How the events come in: with a promise for each, or handed over by the queue that core's own HTTP has. */
const sources: Readonly<Record<string, (events: readonly unknown[], hold?: boolean) => Source>> = {
  'an iterator'(events, hold = false) {
    const ending: Ending = { how: 'open' };
    const fake = fakeHttp(events, { hold });
    const open = (): AsyncIterable<ServerSentEvent> => {
      const inner = fake.events({ phase: 'chat', url: '/' })[Symbol.asyncIterator]();
      const iterator = {
        next: () => inner.next(),
        async return() {
          ending.how = 'closed';
          return { done: true as const, value: undefined };
        },
      };
      return { [Symbol.asyncIterator]: () => iterator };
    };
    return { http: { ...fake, events: open }, ending };
  },
  "core's queue"(events, hold = false) {
    const ending: Ending = { how: 'open' };
    const queue = new Queue<ServerSentEvent>(
      {
        cancelled: undefined,
        open: () => {
          for (const event of events) queue.push({ event: 'message', data: JSON.stringify(event) }, 1);
          if (!hold) queue.end();
        },
        pause() {},
        resume() {},
        setReferenced() {},
        close: (how) => void (ending.how = how === 'complete' ? 'drained' : 'closed'),
      },
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    );
    return { http: { ...fakeHttp(events), events: () => toIterator(queue) }, ending };
  },
};

function iterate({ http }: Source): AsyncIterator<ChatEvent> {
  return streamChatCompletions(http, requestWith())[Symbol.asyncIterator]();
}

describe.each(Object.entries(sources))('over %s', (name, source) => {
  test('calls of next() that overlap are answered in order', async () => {
    const events = iterate(source([chunk({ content: 'A' }), chunk({ content: 'B' }), chunk({}, 'stop', usage)]));
    expect(await Promise.all([events.next(), events.next(), events.next(), events.next()])).toEqual([
      { done: false, value: text('A') },
      { done: false, value: text('B') },
      { done: false, value: finish },
      { done: true, value: undefined },
    ]);
  });

  test('whoever waits when the stream is left hears of its end, and the request is closed', async () => {
    const given = source([chunk({ content: 'A' })], true);
    const events = iterate(given);
    await events.next();
    const waiting = [events.next(), events.next()];
    await events.return?.();
    const done = { done: true, value: undefined };
    expect(await Promise.all([...waiting, events.next()])).toEqual([done, done, done]);
    expect(given.ending.how).toBe('closed');
  });

  test('20,000 chunks that say nothing do not fill the stack', async () => {
    const empty: unknown[] = Array.from({ length: 20_000 }, () => chunk({ content: '' }));
    const { http } = source([chunk({ content: 'A' }), ...empty, chunk({ content: 'B' }, 'stop', usage)]);
    expect(await collect(streamChatCompletions(http, requestWith()))).toEqual([text('A'), text('B'), finish]);
  });

  test('what came with an error is told before it, and the error once', async () => {
    const given = source([chunk({ content: 'A' }, 'error')], true);
    const events = iterate(given);
    expect(await events.next()).toEqual({ done: false, value: text('A') });
    await expect(events.next()).rejects.toMatchObject({ code: 'server_error' });
    expect(await events.next()).toEqual({ done: true, value: undefined });
    // The service has said all; its connection can be used again.
    expect(given.ending.how).toBe(name === "core's queue" ? 'drained' : 'closed');
  });

  test('a stream that is left behind its finish reason, while the count is still to come, gives its connection back', async () => {
    const given = source([chunk({ content: 'A' }, 'stop')], true);
    const events = iterate(given);
    await events.next();
    const waiting = events.next();
    await Promise.resolve();
    await events.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(given.ending.how).toBe(name === "core's queue" ? 'drained' : 'closed');
  });

  test('4,000 calls of next() at once behind an event that says nothing are all answered', async () => {
    const words: unknown[] = Array.from({ length: 4_000 }, () => chunk({ content: 'A' }));
    const events = iterate(source([chunk({ content: '' }), ...words, chunk({}, 'stop', usage)]));
    const answers = await Promise.all(words.map(() => events.next()));
    expect(new Set(answers.map(({ value }) => JSON.stringify(value)))).toEqual(new Set([JSON.stringify(text('A'))]));
  });

  test('a count on the way stands when the last chunk has none', async () => {
    const { http } = source([chunk({ content: 'A' }, null, usage), chunk({}, 'stop')]);
    expect(await collect(streamChatCompletions(http, requestWith()))).toEqual([text('A'), finish]);
  });

  test.each<[string, readonly unknown[]]>([
    ['text', [chunk({ content: 'A', reasoning_content: 'so' }), chunk({ content: 'B' })]],
    ['an error', [chunk({ content: 'A' }, 'error')]],
  ])('nothing comes after the stream was left, although %s was waiting', async (_, given) => {
    const events = iterate(source(given));
    expect(await events.next()).toMatchObject({ done: false });
    await events.return?.();
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });
});

test('what one chunk said comes before what is already there behind it', async () => {
  const { http } = sources["core's queue"]?.([
    chunk({ content: 'A' }),
    chunk({ content: 'B' }),
    chunk({ reasoning_content: 'so', content: 'C' }),
    chunk({ content: 'D' }, 'stop', usage),
  ]) ?? { http: fakeHttp([]) };
  const events = fromIterable(streamChatCompletions(http, requestWith()));
  const seen: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    const readOn = (pulled?: ChatEvent): void => {
      for (let event = pulled ?? events.poll(); event !== undefined; event = events.poll()) seen.push(event);
      events.pull({ onItem: readOn, onEnd: resolve, onError: reject });
    };
    readOn();
  });
  expect(seen).toEqual([text('A'), text('B'), { type: 'reasoning-delta', text: 'so' }, text('C'), text('D'), finish]);
});

test('a reader that asks again at its answer stands behind those who wait already', async () => {
  const { http } = sources["core's queue"]?.([
    chunk({}),
    chunk({ content: 'A' }),
    chunk({ content: 'B' }),
    chunk({ content: 'C' }, 'stop'),
  ]) ?? {
    http: fakeHttp([]),
  };
  const events = iterate({ http, ending: { how: 'open' } });
  const seen: unknown[] = [];
  const read = async (name: string): Promise<void> => {
    const { value } = await events.next();
    seen.push([name, value]);
  };
  await Promise.all([read('a').then(() => read('a')), read('b')]);
  expect(seen).toEqual([
    ['a', text('A')],
    ['b', text('B')],
    ['a', text('C')],
  ]);
});

test.each<[string, object, string]>([
  [
    'throws in next()',
    {
      next() {
        throw new Error('second');
      },
    },
    'second',
  ],
  [
    'gives no promise from return()',
    { next: async () => ({ done: false, value: { event: 'message', data: '{' } }), return: () => ({}) },
    'not JSON',
  ],
])('events of another Http: an iterator that %s fails the stream and nothing else', async (_, iterator, message) => {
  const events = (): AsyncIterable<ServerSentEvent> => ({
    [Symbol.asyncIterator]: () => iterator as AsyncIterator<ServerSentEvent>,
  });
  await expect(iterate({ http: { ...fakeHttp([]), events }, ending: { how: 'open' } }).next()).rejects.toThrow(message);
});
