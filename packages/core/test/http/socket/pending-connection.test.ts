import { expect, test } from 'vitest';
import { systemClock } from '../../../src/util/clock.ts';
import {
  connectionWaiter,
  type ConnectionWaiter,
  PendingConnection,
} from '../../../src/http/socket/pending-connection.ts';
import { serve } from '../fixture.ts';

/** Connects, and gives the connection up at once; what became of it. */
async function outcome(waiters: readonly ConnectionWaiter[], released: readonly ConnectionWaiter[]): Promise<string> {
  const server = await serve();
  const connection = new PendingConnection(
    { connectTimeoutMs: 30_000, clock: systemClock, proxy: undefined, network: {} },
    { connecting: () => {}, settled: () => {} },
  );
  for (const waiter of waiters) connection.waitFor({ path: '/', method: 'GET', [connectionWaiter]: waiter });
  const connected = new Promise<string>((resolve) => {
    const target = { hostname: '127.0.0.1', protocol: 'http:', port: String(server.port) };
    connection.connect(target, (error, socket) => {
      socket?.destroy();
      resolve(error === null ? 'connected' : 'given up');
    });
  });
  for (const waiter of released) connection.release(waiter);
  connection.abandon();
  return connected;
}

test('a connection that a request still waits for is kept, whoever else has left', async () => {
  const [first, second] = [{ waiting: true }, { waiting: true }];
  await expect(outcome([first, second], [first])).resolves.toBe('connected');
});

test('a request that needs its connection no more is forgotten by it', async () => {
  const waiter = { waiting: true };
  await expect(outcome([waiter], [waiter])).resolves.toBe('given up');
});
