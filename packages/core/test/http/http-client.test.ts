import { expect, test } from 'vitest';
import { raw, sse, status } from '@plugboard/provider-testkit/server';
import { clientFor, collect, failureOf, serve } from './fixture.ts';

test('json sends JSON and parses the answer', async () => {
  const server = await serve();
  server.on({ method: 'POST', path: '/v1/things' }, { body: { id: 7 } });
  const http = clientFor(server, {}, { baseUrl: `${server.origin}/v1` });
  expect(await http.json({ phase: 'chat', url: '/things', json: { a: 'ä' } })).toEqual({ id: 7 });
  const [request] = server.requests;
  expect(request?.body.toString()).toBe('{"a":"ä"}');
  expect(Object.fromEntries(request?.headers ?? [])).toEqual({
    host: `127.0.0.1:${server.port}`,
    connection: 'keep-alive',
    accept: 'application/json',
    'accept-encoding': 'identity',
    'content-length': '10',
    'content-type': 'application/json',
    'user-agent': 'plugboard/0.1.0',
  });
});

test('json without a body is a GET', async () => {
  const server = await serve();
  server.on({ method: 'GET' }, { body: ['x'] });
  expect(await clientFor(server).json({ phase: 'models', url: 'models' })).toEqual(['x']);
});

test('events arrive with their names', async () => {
  const server = await serve();
  server.on('next', sse([{ a: 1 }, 'event: done\ndata: x\n\n', 'data: [DONE]\n\n']));
  expect(await collect(clientFor(server).events({ phase: 'chat', url: '/chat', json: {} }))).toEqual([
    { event: 'message', data: '{"a":1}' },
    { event: 'done', data: 'x' },
    { event: 'message', data: '[DONE]' },
  ]);
});

test('the headers of a successful response are told before its body, and those of a failure are not', async () => {
  const server = await serve();
  server.on('next', sse([{ a: 1 }], { headers: { 'request-id': 'req_1', 'set-cookie': 'a=1' } }));
  server.on('next', status(500, {}, { 'request-id': 'req_2' }));
  const said: unknown[] = [];
  const ask = async (): Promise<void> => {
    const onHeaders = (headers: ReadonlyMap<string, string>): void => {
      said.push(headers.get('request-id'), headers.has('set-cookie'));
    };
    for await (const { data } of clientFor(server).events({ phase: 'chat', url: '/chat', json: {}, onHeaders })) {
      said.push(data);
    }
  };
  await ask();
  await expect(ask()).rejects.toMatchObject({ requestId: 'req_2' });
  expect(said).toEqual(['req_1', false, '{"a":1}']);
});

test('a JSON answer where events were expected is one event', async () => {
  const server = await serve();
  server.on('next', status(200, { whole: true }));
  expect(await collect(clientFor(server).events({ phase: 'chat', url: '/chat', json: {} }))).toEqual([
    { event: 'message', data: '{"whole":true}', whole: true },
  ]);
});

test('bytes gives the raw body', async () => {
  const server = await serve();
  server.on('next', status(200, 'line 1\nline 2\n', { 'content-type': 'application/x-ndjson' }));
  const pieces = await collect(clientFor(server).bytes({ phase: 'chat', url: '/chat', json: {} }));
  expect(Buffer.concat(pieces).toString()).toBe('line 1\nline 2\n');
});

const emptyChunks = raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n');

for (const [name, answer] of [
  ['204', status(204)],
  ['200 without a byte', status(200, '')],
  ['200 without a byte, in chunks', emptyChunks],
] as const) {
  for (const method of ['DELETE', 'PUT'] as const) {
    test(`json of ${method} is undefined: ${name}`, async () => {
      const server = await serve();
      server.on('next', answer);
      server.on('next', status(200, ['next']));
      const http = clientFor(server);
      expect(await http.json({ phase: 'chat', method, url: '/a' })).toBeUndefined();
      expect(await http.json({ phase: 'chat', method, url: '/b' })).toEqual(['next']);
    });
  }
}

test('bytes of a POST may be nothing, json may not', async () => {
  const server = await serve();
  server.on('next', status(204));
  server.on('next', status(204));
  const http = clientFor(server);
  expect(await collect(http.bytes({ phase: 'upload', url: '/done', json: {} }))).toEqual([]);
  expect(await failureOf(http.json({ phase: 'upload', url: '/done', json: {} }))).toMatchObject({
    code: 'empty_response',
  });
});

test('json of a DELETE refuses what is not JSON', async () => {
  const server = await serve();
  server.on('next', status(200, 'gone'));
  server.on('next', status(200, '<html>', { 'content-type': 'text/html' }));
  const http = clientFor(server);
  for (const url of ['/a', '/b']) {
    expect(await failureOf(http.json({ phase: 'chat', method: 'DELETE', url }))).toMatchObject({
      code: 'protocol_error',
    });
  }
});
