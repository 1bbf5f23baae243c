import { Agent, MockAgent } from 'undici';
import { expect, test } from 'vitest';
import { connect } from 'node:net';
import {
  fin,
  raw,
  reset,
  sse,
  stall,
  status,
  type ScriptedServer,
  type Step,
} from '@plugboard/provider-testkit/server';
import { retryHintOf } from '../../../src/errors/retry-hint.ts';
import { systemClock } from '../../../src/util/clock.ts';
import { parseProxy } from '../../../src/client/read-settings.ts';
import { createTransport } from '../../../src/http/socket/transport.ts';
import type { ProxyAddress } from '../../../src/http/socket/connection.ts';
import { clientFor, collect, failureOf, serve, transportFor } from '../fixture.ts';

test('requests one after the other share a connection, renew gives a fresh one', async () => {
  const server = await serve();
  server.on({}, status(200, {}));
  const transport = transportFor();
  const http = clientFor(server, { transport });
  for (let count = 0; count < 3; count += 1) await http.json({ phase: 'chat', url: '/', json: {} });
  expect(server.accepted).toBe(1);
  transport.renew();
  await http.json({ phase: 'chat', url: '/', json: {} });
  expect(server.accepted).toBe(2);
  await server.untilOpen(1);
});

test('what is under way survives renew and close', async () => {
  const server = await serve();
  server.on({}, [sse([{ a: 1 }], { end: false }), stall(60), raw('d\r\ndata: "end"\n\n\r\n0\r\n\r\n')]);
  const transport = transportFor();
  const http = clientFor(server, { transport });
  const iterator = http.events({ phase: 'chat', url: '/', json: {} })[Symbol.asyncIterator]();
  await iterator.next();
  transport.renew();
  const closed = transport.close();
  expect(transport.close()).toBe(closed);
  transport.renew();
  expect((await iterator.next()).value).toEqual({ event: 'message', data: '"end"' });
  expect((await iterator.next()).done).toBe(true);
  await closed;
  await server.untilOpen(0);
});

test('close ends idle connections at once', async () => {
  const server = await serve();
  server.on({}, status(200, {}));
  const transport = transportFor();
  await clientFor(server, { transport }).json({ phase: 'chat', url: '/' });
  expect(server.open).toBe(1);
  await transport.close();
  await server.untilOpen(0);
});

test('a given dispatcher is used and not closed', async () => {
  const server = await serve();
  server.on({}, status(200, {}));
  const dispatcher = new Agent();
  const transport = createTransport({ connectTimeoutMs: 30_000, clock: systemClock, dispatcher });
  const http = clientFor(server, { transport });
  await http.json({ phase: 'chat', url: '/' });
  transport.renew();
  transport.abandonConnects(server.origin);
  expect(transport.own).toBe(false);
  await transport.close();
  expect(transport.dispatcher).toBe(dispatcher);
  expect(dispatcher.closed).toBe(false);
  await dispatcher.close();
});

test('an undici MockAgent can stand in', async () => {
  const server = await serve();
  const dispatcher = new MockAgent();
  dispatcher.disableNetConnect();
  const pool = dispatcher.get(server.origin);
  const headers = { 'content-type': 'text/event-stream' };
  pool.intercept({ path: '/', method: 'POST' }).reply(200, 'data: 1\n\ndata: 2\n\n', { headers });
  const http = clientFor(server, { transport: transportFor({ dispatcher }) });
  expect(await collect(http.events({ phase: 'chat', url: '/', json: {} }))).toHaveLength(2);
  expect(server.accepted).toBe(0);
  await dispatcher.close();
});

const tunnel: Step = async ({ request, socket, write }) => {
  const [host = '', port] = request.path.split(':');
  const upstream = connect(Number(port), host);
  upstream.on('error', () => socket.destroy());
  await write('HTTP/1.1 200 Connection established\r\n\r\n');
  socket.removeAllListeners('data');
  socket.pipe(upstream).pipe(socket);
  await new Promise((resolve) => upstream.once('close', resolve));
};

async function throughProxy(
  step: readonly Step[],
): Promise<{ proxy: ScriptedServer; server: ScriptedServer; address: ProxyAddress }> {
  const proxy = await serve();
  proxy.on({ method: 'CONNECT' }, step);
  const server = await serve();
  server.on({}, status(200, { fine: true }));
  return { proxy, server, address: parseProxy(`http://us%40er:s3cr3t-pw@127.0.0.1:${proxy.port}`, 'proxy') };
}

test('a proxy gets a CONNECT with its credentials and nothing of the request', async () => {
  const { proxy, server, address } = await throughProxy([tunnel]);
  const http = clientFor(server, { transport: transportFor({ proxy: address }) });
  expect(await http.json({ phase: 'chat', url: '/x', headers: { 'x-key': 'SEKRET' } })).toEqual({ fine: true });
  expect(proxy.requests).toHaveLength(1);
  expect(Object.fromEntries(proxy.requests[0]?.headers ?? [])).toEqual({
    host: `127.0.0.1:${server.port}`,
    connection: 'close',
    'proxy-authorization': `Basic ${Buffer.from('us@er:s3cr3t-pw').toString('base64')}`,
  });
  expect(server.requests).toHaveLength(1);
});

test('what fails before the proxy is even asked fails the request at once', async () => {
  const lookup = (): never => {
    throw new Error('no names here');
  };
  const transport = transportFor({
    connectTimeoutMs: 60_000,
    proxy: parseProxy('http://proxy.test:1', 'proxy'),
    network: { lookup },
  });
  const http = clientFor(await serve(), { transport, timeouts: { headers: 60_000, idle: 60_000 } });
  expect(await failureOf(http.json({ phase: 'chat', url: '/' }))).toMatchObject({ code: 'connection_failed' });
});

const refusals: readonly (readonly [
  name: string,
  steps: readonly Step[],
  code: string,
  hint: string,
  message: RegExp,
])[] = [
  [
    'wants a password',
    [status(407, 'x'.repeat(1000))],
    'connection_failed',
    'never',
    /requires a user name and password \(407\)/,
  ],
  ['answers 502', [status(502, '')], 'connection_failed', 'never', /refused the tunnel \(502\)/],
  ['drops CONNECT', [fin()], 'connection_failed', 'safe', /broke the connection/],
  ['resets', [reset()], 'connection_failed', 'safe', /broke the connection/],
  ['hangs', [stall()], 'timeout', 'safe', /did not accept a connection in time/],
  [
    'speaks in the tunnel itself',
    [raw('HTTP/1.1 200 OK\r\n\r\nhello')],
    'connection_failed',
    'never',
    /sent data of its own into the tunnel/,
  ],
  [
    'answers in place of the service',
    [raw('HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}')],
    'connection_failed',
    'never',
    /sent data of its own into the tunnel/,
  ],
  ['is no proxy', [raw('SSH-2.0-x\r\n')], 'connection_failed', 'never', /not HTTP/],
];

for (const [name, steps, code, hint, message] of refusals) {
  test(`a proxy that ${name} is named, asked once and its password hidden`, async () => {
    const { proxy, server, address } = await throughProxy(steps);
    const http = clientFor(server, { transport: transportFor({ proxy: address, connectTimeoutMs: 150 }) });
    const error = await failureOf(http.json({ phase: 'chat', url: '/', json: {} }));
    expect([error.code, retryHintOf(error)]).toEqual([code, hint]);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(`the proxy 127.0.0.1:${proxy.port}`);
    expect(JSON.stringify(error) + error.message + JSON.stringify(error.cause)).not.toMatch(/s3cr3t|us@er|us%40er/);
    expect(proxy.accepted).toBe(1);
    expect(server.accepted).toBe(0);
    await proxy.untilOpen(0);
  });
}

test('a proxy that refuses connections is named', async () => {
  const { proxy, server, address } = await throughProxy([fin()]);
  await proxy.refuse();
  const http = clientFor(server, { transport: transportFor({ proxy: address }) });
  const error = await failureOf(http.json({ phase: 'chat', url: '/', json: {} }));
  expect([error.code, retryHintOf(error)]).toEqual(['connection_failed', 'safe']);
  expect(error.message).toMatch(/the proxy .* refused the connection/);
});
