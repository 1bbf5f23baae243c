import { raw, stall } from '@plugboard/provider-testkit/server';
import { expect, test, vi } from 'vitest';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import type { ServerSentEvent } from '../../src/contract/http.ts';
import type { HttpClient } from '../../src/http/http-client.ts';
import { fromIterable } from '../../src/stream/source-iterator.ts';
import { Queue } from '../../src/stream/queue.ts';
import type { Source } from '../../src/stream/source.ts';
import { limits } from '../../src/http/limits.ts';
import { FakeClock } from '../util/fake-clock.ts';
import { clientFor, serve, transportFor } from '../http/fixture.ts';

const head = raw('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 18\r\n\r\n');

function eventsOf(client: HttpClient): Source<ServerSentEvent> {
  return fromIterable(client.events({ phase: 'chat', url: '/', json: {} }));
}

/** The next item, or `undefined` at the end. */
function next<T>(source: Source<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const item = source.poll();
    if (item === undefined) source.pull({ onItem: resolve, onEnd: () => resolve(undefined), onError: reject });
    else resolve(item);
  });
}

/** A producer that notes when the reader holds it back, and when it may go on. */
function heldBack(calls: string[]): ConstructorParameters<typeof Queue>[0] {
  return {
    cancelled: undefined,
    open() {},
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    setReferenced() {},
    close() {},
  };
}

test('a connection whose answer was read as far as wanted is used again', async () => {
  const server = await serve();
  const transport = transportFor();
  const clock = new FakeClock();
  const client = clientFor(server, { transport, clock });
  const answer = [head, raw('data: 1\n\n'), stall(10), raw('data: 2\n\n')];
  for (const _ of [1, 2]) {
    server.on('next', answer);
    const events = eventsOf(client);
    expect(await next(events)).toMatchObject({ data: '1' });
    events.close('complete');
    expect(await next(events)).toBeUndefined();
    // The rest has been read when nothing bounds its reading any more.
    await vi.waitUntil(() => !clock.holds(limits.drainedMs));
  }
  expect(server.accepted).toBe(1);
});

test('a service that holds the connection behind a complete answer does not keep it', async () => {
  const server = await serve();
  server.on('next', [head, raw('data: 1\n\n'), stall(60_000)]);
  const events = eventsOf(clientFor(server));
  await next(events);
  events.close('complete');
  await expect(server.untilOpen(0)).resolves.toBeUndefined();
});

test('what has arrived is taken without a promise', async () => {
  const server = await serve();
  server.on('next', [head, raw('data: 1\n\ndata: 2\n\n')]);
  const events = eventsOf(clientFor(server));
  expect(events.poll()).toBeUndefined();
  expect(await next(events)).toMatchObject({ data: '1' });
  expect(events.poll()).toMatchObject({ data: '2' });
  expect(events.poll()).toBeUndefined();
  expect(await next(events)).toBeUndefined();
});

test('whoever waits when the rest is of no use any more hears of the end', async () => {
  const server = await serve();
  server.on('next', [head, stall(60_000)]);
  let sawHeaders = false;
  const activity = { waitForHeaders() {}, sawHeaders: () => void (sawHeaders = true), sawData() {} };
  const events = eventsOf(clientFor(server, { activity }));
  const waiting = next(events);
  await vi.waitUntil(() => sawHeaders);
  events.close('complete');
  expect(await waiting).toBeUndefined();
});

test('nothing that is here is delivered once the call is ended', async () => {
  const end: { reason?: PlugboardError; closed?: string } = {};
  const queue: Queue<string> = new Queue<string>(
    {
      get cancelled() {
        return end.reason;
      },
      open: () => ['a', 'b', 'c'].forEach((item) => queue.push(item, 1)),
      pause() {},
      resume() {},
      setReferenced() {},
      close: (how) => void (end.closed = how),
    },
    10,
    10,
  );
  expect(await next(queue)).toBe('a');
  expect(queue.poll()).toBe('b');
  end.reason = new PlugboardError('aborted', 'over');
  expect(queue.poll()).toBeUndefined();
  await expect(next(queue)).rejects.toBe(end.reason);
  expect(end.closed).toBe('left');
  expect(await next(queue)).toBeUndefined();
});

test('a reader that is behind holds the socket back, and lets it go on when all is read', async () => {
  const calls: string[] = [];
  const queue = new Queue<string>(heldBack(calls), 2, 10);
  const first = next(queue);
  for (const item of ['a', 'b', 'c', 'd', 'e']) queue.push(item, 1);
  queue.end();
  expect(calls).toEqual(['pause']);
  expect([await first, queue.poll(), queue.poll(), queue.poll()]).toEqual(['a', 'b', 'c', 'd']);
  expect(calls).toEqual(['pause']);
  expect(queue.poll()).toBe('e');
  expect(calls).toEqual(['pause', 'resume']);
  expect(await next(queue)).toBeUndefined();
});

test('a reader that never catches up cannot keep in memory what it has read', async () => {
  const calls: string[] = [];
  const queue = new Queue<string>(heldBack(calls), 100, 10);
  const first = next(queue);
  for (const item of ['a', 'b', 'c']) queue.push(item, 4);
  expect([await first, queue.poll()]).toEqual(['a', 'b']);
  queue.push('d', 4);
  expect(calls).toEqual(['pause']);
  expect([queue.poll(), queue.poll()]).toEqual(['c', 'd']);
  expect(calls).toEqual(['pause', 'resume']);
});
