import type { LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import {
  drip,
  fin,
  raw,
  reset,
  stall,
  startScriptedServer,
  status,
  type Step,
} from '@plugboard/provider-testkit/server';
import { SanitizedCause } from '../../../src/errors/sanitized-cause.ts';
import { retryHintOf } from '../../../src/errors/retry-hint.ts';
import { HttpClient } from '../../../src/http/http-client.ts';
import { clientFor, failureOf, scopeFor, serve, transportFor } from '../fixture.ts';
import { selfSigned } from './self-signed.ts';

const long = (bytes: number): string => 'x'.repeat(bytes);
const ok = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

type Row = readonly [name: string, steps: readonly Step[], code: string, get: string, post: string];

const rows: readonly Row[] = [
  ['reset before the headers', [reset()], 'connection_failed', 'safe', 'duplicate'],
  ['end before the headers', [fin()], 'connection_failed', 'safe', 'duplicate'],
  ['nothing is sent', [stall()], 'timeout', 'safe', 'duplicate'],
  ['half a status line', [raw('HTTP/1.1 2'), stall()], 'timeout', 'safe', 'duplicate'],
  ['half the headers', [raw('HTTP/1.1 200 OK\r\nx: 1\r\n'), stall()], 'timeout', 'safe', 'duplicate'],
  ['headers byte by byte', [drip('HTTP/1.1 200 OK\r\nx-a: 1\r\n', 20), stall()], 'timeout', 'safe', 'duplicate'],
  ['a greeting of another protocol', [raw('220 mail.test ESMTP\r\n')], 'protocol_error', 'never', 'never'],
  ['HTTP/0.9', [raw('<html>'), fin()], 'protocol_error', 'never', 'never'],
  ['a bad status line', [raw('HTTP/1.1 abc OK\r\n\r\n')], 'protocol_error', 'never', 'never'],
  ['a bad header line', [raw('HTTP/1.1 200 OK\r\nbad header: 1\r\n\r\n')], 'protocol_error', 'never', 'never'],
  ['a NUL in a header', [raw('HTTP/1.1 200 OK\r\na: b\0c\r\n\r\n')], 'protocol_error', 'never', 'never'],
  ['200 kB of headers', [raw(`HTTP/1.1 200 OK\r\na: ${long(200_000)}\r\n\r\n`)], 'limit_exceeded', 'never', 'never'],
  [
    'preliminary answers for ever',
    [raw('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(200)), stall()],
    'limit_exceeded',
    'never',
    'never',
  ],
  ['100 Continue', [raw('HTTP/1.1 100 Continue\r\n\r\n')], 'protocol_error', 'never', 'never'],
  [
    '101 Switching',
    [raw('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')],
    'protocol_error',
    'never',
    'never',
  ],
  [
    'length and chunks',
    [raw(`${ok}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`)],
    'protocol_error',
    'never',
    'never',
  ],
  ['two lengths', [raw(`${ok}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`)], 'protocol_error', 'never', 'never'],
  ['a negative length', [raw(`${ok}content-length: -2\r\n\r\n{}`)], 'protocol_error', 'never', 'never'],
  ['a bad chunk size', [raw(`${ok}transfer-encoding: chunked\r\n\r\nxyz\r\n`)], 'protocol_error', 'never', 'never'],
  ['a cut body', [raw(`${ok}content-length: 20\r\n\r\n{}`), fin()], 'connection_failed', 'safe', 'duplicate'],
  [
    'a cut body of a closing connection',
    [raw(`${ok}connection: close\r\ncontent-length: 20\r\n\r\n{}`), fin()],
    'connection_failed',
    'safe',
    'duplicate',
  ],
  [
    'a body that is reset',
    [raw(`${ok}content-length: 20\r\n\r\n{}`), stall(10), reset()],
    'connection_failed',
    'safe',
    'duplicate',
  ],
  [
    'a cut body in chunks',
    [raw(`${ok}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n`), fin()],
    'connection_failed',
    'safe',
    'duplicate',
  ],
  [
    'a cut body that only the end of the connection ends',
    [raw(`${ok}connection: close\r\n\r\n{"a":`), fin()],
    'protocol_error',
    'never',
    'never',
  ],
  [
    '204 with a body',
    [raw('HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\n{}')],
    'empty_response',
    'safe',
    'duplicate',
  ],
  ['a silent body', [raw(`${ok}content-length: 20\r\n\r\n{}`), stall()], 'timeout', 'safe', 'duplicate'],
  [
    'more than 1 MiB of JSON',
    [status(200, `"${long(1024 * 1024)}"`, { 'content-type': 'application/json' })],
    'limit_exceeded',
    'never',
    'never',
  ],
];

for (const [name, steps, code, get, post] of rows) {
  for (const method of ['GET', 'POST'] as const) {
    test(`${method}: ${name}`, async () => {
      const server = await serve();
      server.on({}, steps);
      const http = clientFor(server, { timeouts: { headers: 500, idle: 500 } });
      const error = await failureOf(http.json({ phase: 'upload', url: '/x', method }));
      expect([error.code, retryHintOf(error), error.phase]).toEqual([code, method === 'GET' ? get : post, 'upload']);
      expect(error.message).toContain(`127.0.0.1:${server.port}`);
      expect(error.cause ?? new SanitizedCause('', '', '', '')).toBeInstanceOf(SanitizedCause);
      await server.untilOpen(0);
    });
  }
}

test('a greeting before the request is no answer', async () => {
  const server = await serve();
  server.onConnection([raw('220 mail.test ESMTP\r\n'), stall()]);
  const error = await failureOf(clientFor(server).json({ phase: 'chat', url: '/', json: {} }));
  expect(error.code).toBe('protocol_error');
  expect(server.accepted).toBe(1);
});

test('exactly 1 MiB of JSON is fine', async () => {
  const server = await serve();
  server.on({}, status(200, `"${long(1024 * 1024 - 2)}"`, { 'content-type': 'application/json' }));
  expect(String(await clientFor(server).json({ phase: 'upload', url: '/' }))).toHaveLength(1024 * 1024 - 2);
});

test('bytes after the announced length do not reach the next answer', async () => {
  const server = await serve();
  server.on({}, [raw(`${ok}content-length: 7\r\n\r\n{"a":1}HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n"poison"`)]);
  const http = clientFor(server);
  expect(await http.json({ phase: 'chat', url: '/' })).toEqual({ a: 1 });
  expect(await http.json({ phase: 'chat', url: '/' })).toEqual({ a: 1 });
});

test('a slow but steady body is fine', async () => {
  const server = await serve();
  server.on({}, [raw(`${ok}content-length: 20\r\n\r\n`), drip(`"${long(18)}"`, 50)]);
  // Less than the whole takes, and far more than two bytes are apart, on a busy machine, too.
  const http = clientFor(server, { timeouts: { headers: 700, idle: 700 } });
  expect(await http.json({ phase: 'chat', url: '/' })).toBe(long(18));
});

test('a preliminary answer is passed over', async () => {
  const server = await serve();
  server.on({}, [raw('HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n'), status(200, { a: 1 })]);
  expect(await clientFor(server).json({ phase: 'chat', url: '/' })).toEqual({ a: 1 });
});

test('a half-closed server is answered to the end', async () => {
  const server = await serve();
  server.on({}, [({ socket }) => void socket.end(`${ok}connection: close\r\n\r\n{"a":1}`)]);
  expect(await clientFor(server).json({ phase: 'chat', url: '/' })).toEqual({ a: 1 });
});

test('a refused connection was surely not sent', async () => {
  const server = await serve();
  await server.refuse();
  const error = await failureOf(clientFor(server).json({ phase: 'chat', url: '/', json: {} }));
  expect([error.code, retryHintOf(error)]).toEqual(['connection_failed', 'safe']);
  expect(error.message).toMatch(/refused the connection/);
  expect(error.cause).toMatchObject({ name: 'Error', code: 'ECONNREFUSED', syscall: 'connect' });
});

test('a server that comes back is found again', async () => {
  const server = await serve();
  server.on({}, [status(200, {}), fin()]);
  const http = clientFor(server);
  await http.json({ phase: 'chat', url: '/' });
  await server.refuse();
  expect((await failureOf(http.json({ phase: 'chat', url: '/' }))).code).toBe('connection_failed');
  await server.accept();
  expect(await http.json({ phase: 'chat', url: '/' })).toEqual({});
});

test('a kept connection that dies when it is used again asks for a fresh one, POST too', async () => {
  const server = await serve();
  server.on({}, status(200, {}));
  server.on({ reused: true }, reset());
  const http = clientFor(server);
  await http.json({ phase: 'chat', url: '/', json: {} });
  const error = await failureOf(http.json({ phase: 'chat', url: '/', json: {} }));
  expect([error.code, retryHintOf(error)]).toEqual(['connection_failed', 'fresh-connection']);
  await http.json({ phase: 'chat', url: '/', json: {} });
  expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1, 2]);
});

test('after one kept connection has died, the other kept ones are not tried', async () => {
  const server = await serve();
  server.on({}, [stall(20), status(200, {})]);
  server.on({ reused: true }, reset());
  const http = clientFor(server);
  const send = (): Promise<unknown> => http.json({ phase: 'chat', url: '/', json: {} });
  await Promise.all([send(), send(), send()]);
  expect(server.open).toBe(3);
  expect(retryHintOf(await failureOf(send()))).toBe('fresh-connection');
  expect(await Promise.all([send(), send(), send()])).toEqual([{}, {}, {}]);
  expect(server.requests.slice(-3).map(({ reused }) => reused)).toEqual([false, false, false]);
});

test('a kept connection that dies after the first byte of the answer is no such case', async () => {
  const server = await serve();
  server.on({}, status(200, {}));
  server.on({ reused: true }, [raw('HTTP/1.1 200'), stall(20), reset()]);
  const http = clientFor(server);
  await http.json({ phase: 'chat', url: '/', json: {} });
  expect(retryHintOf(await failureOf(http.json({ phase: 'chat', url: '/', json: {} })))).toBe('duplicate');
});

test('a connection that was closed while idle is not used again', async () => {
  const server = await serve();
  server.on({}, [status(200, {}), stall(5), fin()]);
  const http = clientFor(server);
  await http.json({ phase: 'chat', url: '/', json: {} });
  await server.untilOpen(0);
  await http.json({ phase: 'chat', url: '/', json: {} });
  expect(server.accepted).toBe(2);
});

test('an answer that nobody asked for is dropped', async () => {
  const server = await serve();
  server.on('next', [status(200, { a: 1 }), stall(20), status(200, { poison: true })]);
  server.on({}, status(200, { a: 2 }));
  const http = clientFor(server);
  expect(await http.json({ phase: 'chat', url: '/' })).toEqual({ a: 1 });
  // It ends the connection; no time would be long enough to be sure that it has come.
  await server.untilOpen(0);
  expect(await http.json({ phase: 'chat', url: '/' })).toEqual({ a: 2 });
});

type Lookup = (...parameters: Parameters<LookupFunction>) => void;

const lookups: readonly (readonly [name: string, lookup: Lookup, code: string, hint: string, message: RegExp])[] = [
  [
    'unknown',
    (_, __, callback) => callback(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []),
    'connection_failed',
    'safe',
    /host\.test.*does not exist/,
  ],
  [
    'failing for now',
    (_, __, callback) => callback(Object.assign(new Error('x'), { code: 'EAI_AGAIN' }), []),
    'connection_failed',
    'safe',
    /could not be looked up/,
  ],
  ['silent', () => {}, 'timeout', 'safe', /did not accept a connection in time/],
];

for (const [name, lookup, code, hint, message] of lookups) {
  test(`a name service that is ${name}`, async () => {
    const transport = transportFor({ connectTimeoutMs: 80, network: { lookup } });
    const http = new HttpClient(scopeFor({ transport }), { baseUrl: 'https://host.test' });
    const error = await failureOf(http.json({ phase: 'chat', url: '/', json: {} }));
    expect([error.code, retryHintOf(error)]).toEqual([code, hint]);
    expect(error.message).toMatch(message);
  });
}

test('a process that was busy for longer than the connect timeout does not blame the service', async () => {
  const server = await serve();
  server.on({}, status(200, { a: 1 }));
  const lookup: Lookup = (_, __, callback) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 120);
    callback(null, [{ address: '127.0.0.1', family: 4 }]);
  };
  const transport = transportFor({ connectTimeoutMs: 60, network: { lookup } });
  const http = new HttpClient(scopeFor({ transport }), { baseUrl: `http://localhost:${server.port}` });
  expect(await http.json({ phase: 'chat', url: '/' })).toEqual({ a: 1 });
});

test('the second address is tried when the first is dead', async () => {
  const server = await serve();
  server.on({}, status(200, {}));
  const lookup: LookupFunction = (_, __, callback) =>
    callback(null, [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ]);
  const transport = transportFor({ network: { lookup } });
  const http = new HttpClient(scopeFor({ transport }), { baseUrl: `http://localhost:${server.port}` });
  expect(await http.json({ phase: 'chat', url: '/' })).toEqual({});
});

const certificates: readonly (readonly [
  name: string,
  cert: ReturnType<typeof selfSigned>,
  trusted: boolean,
  message: RegExp,
])[] = [
  ['self-signed', selfSigned(), false, /self-signed certificate/],
  ['of another host', selfSigned('other.test'), true, /certificate for another name/],
  ['expired', selfSigned(undefined, -2), true, /expired/],
];

for (const [name, tls, trusted, message] of certificates) {
  test(`a certificate that is ${name} is refused and not tried again`, async () => {
    const server = await serve({ tls });
    const transport = transportFor(trusted ? { network: { ca: tls.cert } } : {});
    const error = await failureOf(clientFor(server, { transport }).json({ phase: 'chat', url: '/', json: {} }));
    expect([error.code, retryHintOf(error), error.retryable]).toEqual(['connection_failed', 'never', false]);
    expect(error.message).toMatch(message);
    expect(server.requests).toHaveLength(0);
    expect(server.accepted).toBe(1);
  });
}

test('a trusted certificate is fine', async () => {
  const tls = selfSigned();
  const server = await serve({ tls });
  server.on({}, status(200, { secure: true }));
  const transport = transportFor({ network: { ca: tls.cert } });
  expect(await clientFor(server, { transport }).json({ phase: 'chat', url: '/' })).toEqual({ secure: true });
});

const handshakes: readonly (readonly [name: string, steps: readonly Step[], code: string, hint: string])[] = [
  ['plain HTTP', [raw('HTTP/1.1 400 Bad Request\r\n\r\n')], 'connection_failed', 'never'],
  ['an alert', [raw(Buffer.of(0x15, 3, 3, 0, 2, 2, 40))], 'connection_failed', 'never'],
  ['an end', [fin()], 'connection_failed', 'safe'],
  ['silence', [stall()], 'timeout', 'safe'],
];

for (const [name, steps, code, hint] of handshakes) {
  test(`a handshake that meets ${name}`, async () => {
    const server = await serve();
    server.onConnection(steps);
    const transport = transportFor({ connectTimeoutMs: 100 });
    const http = new HttpClient(scopeFor({ transport }), { baseUrl: `https://127.0.0.1:${server.port}` });
    const error = await failureOf(http.json({ phase: 'chat', url: '/', json: {} }));
    expect([error.code, retryHintOf(error)]).toEqual([code, hint]);
    expect(server.accepted).toBe(1);
    await server.untilOpen(0);
  });
}

test('requests after close say so', async () => {
  await using server = await startScriptedServer();
  const transport = transportFor();
  await transport.close();
  const error = await failureOf(clientFor(server, { transport }).json({ phase: 'chat', url: '/', json: {} }));
  expect([error.code, retryHintOf(error)]).toEqual(['closed', 'never']);
});
