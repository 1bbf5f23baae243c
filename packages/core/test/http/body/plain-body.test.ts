import { expect, test } from 'vitest';
import { status } from '@plugboard/provider-testkit/server';
import type { HttpRequest } from '../../../src/contract/http.ts';
import { clientFor, failureOf, serve } from '../fixture.ts';

const media = {
  kind: 'image' as const,
  type: 'image/png',
  name: 'dot.png',
  size: 3,
  async *stream() {
    yield Uint8Array.of(1, 2);
    yield Uint8Array.of(3);
  },
};

test.each<readonly [string, HttpRequest['body'], string, string]>([
  [
    'parameters',
    new URLSearchParams({ a: 'b c', d: '&' }),
    'application/x-www-form-urlencoded;charset=UTF-8',
    'a=b+c&d=%26',
  ],
  ['a text', 'caf\u00e9', 'text/plain;charset=UTF-8', 'caf\u00e9'],
  ['bytes', Uint8Array.of(1, 2, 3), 'application/octet-stream', '\x01\x02\x03'],
  ['a file', media, 'image/png', '\x01\x02\x03'],
  ['an empty text', '', 'text/plain;charset=UTF-8', ''],
])('a body is sent as it is, with its type and length: %s', async (_, body, type, sent) => {
  const server = await serve();
  server.on({}, status(200, {}));
  await clientFor(server).json({ phase: 'auth', url: '/', body });
  const [request] = server.requests;
  expect(request?.method).toBe('POST');
  expect(request?.headers.get('content-type')).toBe(type);
  expect(request?.headers.get('content-length')).toBe(String(Buffer.byteLength(sent)));
  expect(request?.body.toString()).toBe(sent);
});

test('a file goes to another origin by PUT, under the type that is given, without credentials', async () => {
  const [own, bucket] = [await serve(), await serve()];
  bucket.on({}, status(200, {}));
  const http = clientFor(own, {}, { headers: { 'x-api-key': 'not-a-real-key' } });
  const headers = { 'content-type': 'image/x-dot' };
  await http.json({ phase: 'upload', method: 'PUT', url: `${bucket.origin}/up?signature=1`, body: media, headers });
  const [request] = bucket.requests;
  expect(request?.method).toBe('PUT');
  expect(request?.headers.get('content-type')).toBe('image/x-dot');
  expect(request?.headers.get('x-api-key')).toBeUndefined();
  expect(request?.body).toEqual(Buffer.from([1, 2, 3]));
});

test('a request has one body', async () => {
  const server = await serve();
  const http = clientFor(server);
  for (const bodies of [
    { json: {}, body: '' },
    { form: {}, body: '' },
    { json: {}, form: {} },
  ]) {
    const error = await failureOf(http.json({ phase: 'chat', url: '/', ...bodies }));
    expect([error.code, error.message]).toEqual([
      'config_invalid',
      expect.stringContaining('only one of json, form and body'),
    ]);
  }
  expect(server.requests).toEqual([]);
});

test('a body of another kind is refused', async () => {
  const server = await serve();
  const body: unknown = { a: 1 };
  const error = await failureOf(clientFor(server).json({ phase: 'chat', url: '/', body: body as string }));
  expect([error.code, error.message]).toEqual(['input_invalid', expect.stringContaining('Give JSON as json')]);
  expect(server.requests).toEqual([]);
});

test('a field that no request has is a mistake, and is named', async () => {
  const server = await serve();
  const request = { phase: 'chat', url: '/', data: {} } as const;
  const error = await failureOf(clientFor(server).json(request));
  expect([error.code, error.message]).toEqual([
    'config_invalid',
    expect.stringContaining('A request has no field "data". Use phase, url'),
  ]);
  expect(server.requests).toEqual([]);
});
