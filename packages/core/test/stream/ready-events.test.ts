import { raw, stall } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { finishReading, type ReadyIterator } from '../../src/stream/ready-events.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import type { ServerSentEvent } from '../../src/contract/http.ts';
import { PullQueue } from '../../src/stream/pull-queue.ts';
import { clientFor, serve, transportFor } from '../http/fixture.ts';

const head = raw('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 18\r\n\r\n');

test('a connection whose answer was read as far as wanted is used again', async () => {
  const server = await serve();
  const transport = transportFor();
  const client = clientFor(server, { transport });
  const answer = [head, raw('data: 1\n\n'), stall(10), raw('data: 2\n\n')];
  for (const _ of [1, 2]) {
    server.on('next', answer);
    const events: ReadyIterator<ServerSentEvent> = client
      .events({ phase: 'chat', url: '/', json: {} })
      [Symbol.asyncIterator]();
    expect(await events.next()).toMatchObject({ value: { data: '1' } });
    finishReading(events);
    expect(await events.next()).toEqual({ done: true, value: undefined });
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  expect(server.accepted).toBe(1);
});

test('a service that holds the connection behind a complete answer does not keep it', async () => {
  const server = await serve();
  server.on('next', [head, raw('data: 1\n\n'), stall(5_000)]);
  const events: ReadyIterator<ServerSentEvent> = clientFor(server)
    .events({ phase: 'chat', url: '/', json: {} })
    [Symbol.asyncIterator]();
  await events.next();
  finishReading(events);
  const start = performance.now();
  await server.untilOpen(0);
  expect(performance.now() - start).toBeLessThan(1_000);
});

test('what has arrived is taken without a promise, and only when it fits', async () => {
  const server = await serve();
  server.on('next', [head, raw('data: 1\n\ndata: 2\n\n')]);
  const events: ReadyIterator<ServerSentEvent> = clientFor(server)
    .events({ phase: 'chat', url: '/', json: {} })
    [Symbol.asyncIterator]();
  expect(events.takeWhen?.(({ data }) => data)).toBeUndefined();
  await events.next();
  expect(events.takeWhen?.(({ data }) => (data === '1' ? data : undefined))).toBeUndefined();
  expect(events.takeWhen?.(({ data }) => data)).toBe('2');
  expect(await events.next()).toEqual({ done: true, value: undefined });
});

test('of two that wait when the call is ended, both hear of it', async () => {
  const end: { reason?: PlugboardError } = {};
  const queue = new PullQueue<string>(
    {
      get cancelled() {
        return end.reason;
      },
      open() {},
      pause() {},
      resume() {},
      awaited() {},
      close() {},
      drain() {},
    },
    10,
    10,
  );
  const first = queue.next();
  end.reason = new PlugboardError('aborted', 'over');
  const outcomes = await Promise.allSettled([first, queue.next()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('whoever waits when the rest is of no use any more hears of the end', async () => {
  const server = await serve();
  server.on('next', [head, stall(2_000)]);
  const events: ReadyIterator<ServerSentEvent> = clientFor(server)
    .events({ phase: 'chat', url: '/', json: {} })
    [Symbol.asyncIterator]();
  const waiting = events.next();
  await server.untilRequests(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  finishReading(events);
  expect(await waiting).toEqual({ done: true, value: undefined });
});
