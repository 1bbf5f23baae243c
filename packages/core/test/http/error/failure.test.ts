import { expect, test } from 'vitest';
import type { FailedResponse } from '../../../src/contract/http.ts';
import { createRedactor } from '../../../src/errors/redactor.ts';
import { retryHintOf } from '../../../src/errors/retry-hint.ts';
import { clientFor, serve } from '../fixture.ts';

const wait = { 'Retry-After': '7', 'X-Request-Id': 'req_1' };

const rows: readonly (readonly [name: string, response: FailedResponse])[] = [
  ['an object', { status: 429, headers: wait }],
  ['a Headers', { status: 429, headers: new Headers(wait) }],
  ['pairs', { status: 429, headers: Object.entries(wait) }],
  ["Node's lists", { status: 429, headers: { 'retry-after': ['7'], 'x-request-id': 'req_1', via: undefined } }],
];

for (const [name, response] of rows) {
  test(`a failure keeps the wait and the request id of headers that are ${name}`, async () => {
    const error = clientFor(await serve()).failure('chat', { error: { message: 'Slow down' } }, response);
    expect(error).toMatchObject({ code: 'rate_limited', status: 429, retryAfterMs: 7_000, requestId: 'req_1' });
    expect(retryHintOf(error)).toBe('safe');
    expect(error.message).toContain('Slow down');
  });
}

test('a successful status leaves the judgement to the body', async () => {
  const http = clientFor(await serve());
  const body = { error: { type: 'rate_limit_error' } };
  const error = http.failure('chat', body, { status: 200, headers: wait });
  expect(error).toMatchObject({ code: 'rate_limited', status: undefined, retryAfterMs: 7_000 });
  expect(http.failure('chat', body, 200)).toMatchObject({ code: 'rate_limited', status: undefined });
});

test('classify sees the status and the headers in lower case, but no Set-Cookie', async () => {
  const seen: unknown[] = [];
  const http = clientFor(
    await serve(),
    {},
    {
      classify: ({ status, headers }) => {
        seen.push(status, Object.fromEntries(headers));
        return { code: 'quota_exhausted' };
      },
    },
  );
  const headers = { ...wait, 'Set-Cookie': 'sid=SEKRET-0001' };
  expect(http.failure('chat', {}, { status: 429, headers }).code).toBe('quota_exhausted');
  expect(seen).toEqual([429, { 'retry-after': '7', 'x-request-id': 'req_1' }]);
});

test('a failure shows no secret of the headers or of the client', async () => {
  const redactor = createRedactor();
  redactor.add('SEKRET-key-1');
  const headers = { 'set-cookie': ['sid=SEKRET-0001; Path=/'], 'x-request-id': 'id-SEKRET-key-1' };
  const body = { error: { message: 'No session SEKRET-0001', code: 'SEKRET-key-1' } };
  const error = clientFor(await serve(), { redactor }).failure('chat', body, { status: 401, headers });
  expect(error.requestId).toBe('id-[redacted]');
  expect(`${error.message} ${error.serviceCode} ${error.stack}`).not.toContain('SEKRET');
});

for (const response of [
  null,
  'x',
  {},
  { headers: 5 },
  { status: 'x', headers: ['a'] },
  { headers: { 'retry-after': 7 } },
]) {
  test(`what makes no sense around a failure is passed over: ${JSON.stringify(response)}`, async () => {
    const error = clientFor(await serve()).failure('chat', { error: { message: 'boom' } }, response as never);
    expect(error).toMatchObject({ code: 'server_error', status: undefined, retryAfterMs: undefined });
  });
}
