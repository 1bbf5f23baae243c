import { describe, expect, test } from 'vitest';
import { streamChatCompletions } from '../../src/chat-completions/index.ts';
import { PullQueue } from '../../src/http/pull-queue.ts';
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
    const queue = new PullQueue<ServerSentEvent>(
      {
        cancelled: undefined,
        open: () => {
          for (const event of events) queue.push({ event: 'message', data: JSON.stringify(event) }, 1);
          if (!hold) queue.end();
        },
        pause() {},
        resume() {},
        awaited() {},
        close: () => void (ending.how = 'closed'),
        drain: () => void (ending.how = 'drained'),
      },
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    );
    return { http: { ...fakeHttp(events), events: () => queue }, ending };
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
    expect(given.ending.how).toBe('closed');
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
});
