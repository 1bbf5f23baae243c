import { raw, stall } from '@plugboard/provider-testkit';
import { expect, test } from 'vitest';
import { finishReading, type ReadyIterator } from '../../src/http/ready-events.ts';
import type { ServerSentEvent } from '../../src/http/http.ts';
import { clientFor, serve, transportFor } from './fixture.ts';

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
  expect(transport.connectionsTo(server.origin)).toBe(1);
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
