import { expect, test } from 'vitest';
import { cpuMs } from '../../../../scripts/lib/cpu-time.ts';
import { fin, raw, reset, stall, type Step } from '@plugboard/provider-testkit/server';
import type { ServerSentEvent } from '../../src/contract/http.ts';
import { clientFor, serve } from './fixture.ts';

const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n';

interface Outcome {
  readonly events: number;
  readonly code: string | undefined;
}

async function drain(iterator: AsyncIterator<ServerSentEvent>): Promise<Outcome> {
  let events = 0;
  try {
    while ((await iterator.next()).done !== true) events += 1;
    return { events, code: undefined };
  } catch (error) {
    return { events, code: (error as { code: string }).code };
  }
}

const endings: readonly (readonly [name: string, framing: string, end: Step, code: string | undefined])[] = [
  ['reset, closing connection', 'connection: close\r\n\r\n', reset(), 'stream_truncated'],
  ['reset, kept connection', 'content-length: 100000000\r\n\r\n', reset(), 'stream_truncated'],
  [
    'reset, closing connection with length',
    'connection: close\r\ncontent-length: 900000\r\n\r\n',
    reset(),
    'stream_truncated',
  ],
  ['orderly end', 'connection: close\r\n\r\n', fin(), undefined],
];

for (const [name, framing, end, code] of endings) {
  test(`a connection that ends while the consumer is slow fails or ends the stream only: ${name}`, async () => {
    const server = await serve();
    const flood = raw('data: 1\n\n'.repeat(1000));
    server.on('next', [
      raw(head + framing),
      stall(20),
      flood,
      stall(20),
      raw('data: 2\n\n'.repeat(10)),
      stall(20),
      end,
    ]);
    const iterator = clientFor(server).events({ phase: 'chat', url: '/', json: {} })[Symbol.asyncIterator]();
    await iterator.next();
    await server.untilOpen(0);
    const outcome = await drain(iterator);
    expect(outcome.code).toBe(code);
    expect(outcome.events).toBeGreaterThanOrEqual(999);
  });
}

test('a slow consumer holds the service back', async () => {
  const server = await serve();
  const event = `data: ${'x'.repeat(1000)}\n\n`;
  let written = 0;
  server.on('next', [
    raw(`${head}connection: close\r\n\r\n`),
    async ({ write, socket }) => {
      for (let count = 0; count < 30_000 && !socket.destroyed; count += 100) {
        await write(event.repeat(100));
        written += 100;
      }
      socket.end();
    },
  ]);
  const iterator = clientFor(server).events({ phase: 'chat', url: '/', json: {} })[Symbol.asyncIterator]();
  await iterator.next();
  let before = -1;
  while (before !== written) {
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  // What the buffers of both sockets take, not the whole 30 MB.
  expect(written).toBeLessThan(15_000);
  expect(await drain(iterator)).toEqual({ events: 29_999, code: undefined });
});

test('a body is held back while its cookies are still being saved', async () => {
  const server = await serve();
  const event = `data: ${'x'.repeat(1000)}\n\n`;
  let written = 0;
  server.on('next', [
    raw(`${head}set-cookie: a=1\r\nconnection: close\r\n\r\n`),
    async ({ write, socket }) => {
      for (let count = 0; count < 30_000 && !socket.destroyed; count += 100) {
        await write(event.repeat(100));
        written += 100;
      }
      socket.end();
    },
  ]);
  let saved = (): void => {};
  const cookies = {
    header: () => Promise.resolve(undefined),
    accept: () =>
      new Promise<void>((resolve) => {
        saved = resolve;
      }),
  };
  const iterator = clientFor(server).events({ phase: 'chat', url: '/', json: {}, cookies })[Symbol.asyncIterator]();
  const first = iterator.next();
  let before = -1;
  for (let wait = 0; wait < 50 && (before !== written || written === 0); wait += 1) {
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThan(15_000);
  saved();
  await first;
  expect(await drain(iterator)).toEqual({ events: 29_999, code: undefined });
});

test('200,000 tiny events do not block the event loop for long', async () => {
  const server = await serve();
  const block = 'data: 1\n\n'.repeat(10_000);
  server.on('next', [
    raw(`${head}connection: close\r\n\r\n`),
    async ({ write, socket }) => {
      for (let count = 0; count < 20; count += 1) await write(block);
      socket.end();
    },
  ]);
  // Of the processor, because a busy machine may not let this process run at all.
  let worst = 0;
  let last = cpuMs();
  const timer = setInterval(() => {
    worst = Math.max(worst, cpuMs() - last);
    last = cpuMs();
  }, 1);
  const iterator = clientFor(server).events({ phase: 'chat', url: '/', json: {} })[Symbol.asyncIterator]();
  const outcome = await drain(iterator);
  clearInterval(timer);
  expect(outcome).toEqual({ events: 200_000, code: undefined });
  expect(worst).toBeLessThan(250);
});
