import { expect, test } from 'vitest';
import { gzip, raw, sse, status, type Answer } from '@plugboard/provider-testkit/server';
import { systemClock, type CompleteClock } from '../../../src/util/clock.ts';
import { createRedactor } from '../../../src/errors/redactor.ts';
import { retryHintOf } from '../../../src/errors/retry-hint.ts';
import type { WirePhase } from '../../../src/errors/codes.ts';
import type { Verdict } from '../../../src/contract/http.ts';
import { limits } from '../../../src/http/limits.ts';
import { clientFor, collect, failureOf, serve } from '../fixture.ts';

const html = { 'content-type': 'text/html; charset=utf-8' };
const json = { 'content-type': 'application/json' };
const login = '<!doctype html><title>Sign in</title>';

type Row = readonly [name: string, answer: Answer, code: string, hint: string, message?: RegExp];

const rows: readonly Row[] = [
  ['400', status(400, { detail: 'no' }), 'bad_request', 'never', /The service says: no/],
  ['404', status(404, ''), 'bad_request', 'never'],
  ['415', status(415, 'x'), 'bad_request', 'never'],
  [
    '422',
    status(422, { detail: [{ loc: ['body', 'n'], msg: 'bad', type: 't' }] }),
    'bad_request',
    'never',
    /body\.n: bad/,
  ],
  ['418', status(418, ''), 'bad_request', 'never'],
  ['401', status(401, ''), 'auth_rejected', 'never'],
  ['402', status(402, ''), 'quota_exhausted', 'never'],
  ['403', status(403, '', { 'content-security-policy': 'challenge' }), 'permission_denied', 'never'],
  [
    '403 challenge',
    status(403, login, { ...html, 'cf-mitigated': 'challenge' }),
    'challenged',
    'never',
    /bot-protection/,
  ],
  ['429 challenge', status(429, login, { ...html, 'cf-mitigated': 'challenge' }), 'challenged', 'never'],
  ['503 challenge', status(503, login, { ...html, 'cf-mitigated': 'challenge' }), 'challenged', 'never'],
  ['200 challenge', status(200, login, { ...html, 'cf-mitigated': 'challenge' }), 'challenged', 'never'],
  ['407', status(407, ''), 'connection_failed', 'never', /proxy/],
  ['408', status(408, ''), 'server_error', 'safe'],
  ['409', status(409, ''), 'server_error', 'duplicate'],
  ['413', status(413, ''), 'limit_exceeded', 'never'],
  ['425', status(425, ''), 'server_error', 'safe'],
  [
    '429',
    status(429, { error: { message: 'slow', type: 'rate_limit_error' } }),
    'rate_limited',
    'safe',
    /rate_limit_error/,
  ],
  ['429 no quota', status(429, { error: { type: 'insufficient_quota' } }), 'quota_exhausted', 'never'],
  ['400 too long', status(400, { error: { code: 'context_length_exceeded' } }), 'context_length_exceeded', 'never'],
  [
    '413 too long',
    status(413, { error: { message: 'prompt is too long: 7 tokens > 5 maximum' } }),
    'context_length_exceeded',
    'never',
  ],
  [
    '413 too large',
    status(413, { error: { type: 'request_too_large', message: 'image exceeds 5 MB maximum' } }),
    'limit_exceeded',
    'never',
  ],
  ['500', status(500, 'oops'), 'server_error', 'duplicate', /oops/],
  ['501', status(501, ''), 'server_error', 'never'],
  ['502', status(502, login, html), 'server_error', 'duplicate'],
  ['503', status(503, ''), 'server_error', 'safe'],
  ['504', status(504, ''), 'server_error', 'duplicate'],
  ['522', status(522, ''), 'server_error', 'duplicate'],
  ['529', status(529, ''), 'server_error', 'safe'],
  ['500, to be repeated', status(500, '', { 'x-should-retry': 'true' }), 'server_error', 'safe'],
  ['429, not to be repeated', status(429, '', { 'x-should-retry': 'false' }), 'rate_limited', 'never'],
  ['400, to be repeated', status(400, '', { 'x-should-retry': 'true' }), 'bad_request', 'never'],
  ['301', status(301, '', { location: '/login' }), 'protocol_error', 'never', /does not follow redirects/],
  [
    '302 elsewhere',
    status(302, '', { location: 'https://evil.test/x?code=SEKRET' }),
    'protocol_error',
    'never',
    /to evil\.test \(302\)/,
  ],
  ['307 downgrade', status(307, '', { location: 'http://a:SEKRET@b.test/' }), 'protocol_error', 'never', /to b\.test/],
  ['308 script', status(308, '', { location: 'javascript:alert(1)' }), 'protocol_error', 'never'],
  ['303 without place', status(303, ''), 'protocol_error', 'never'],
  [
    '304',
    status(304),
    'protocol_error',
    'never',
    /answered with the status 304, which makes no sense for this request\.$/,
  ],
  ['206', status(206, '{}', json), 'protocol_error', 'never', /206/],
  ['226', status(226, '{}', json), 'protocol_error', 'never'],
  ['204', status(204), 'empty_response', 'duplicate'],
  ['200 empty', status(200, '', json), 'empty_response', 'duplicate'],
  ['200 blank', status(200, '  \n', json), 'empty_response', 'duplicate'],
  [
    '200 empty in chunks',
    raw('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'),
    'empty_response',
    'duplicate',
  ],
  [
    '200 text',
    status(200, 'hello', { 'content-type': 'text/plain' }),
    'protocol_error',
    'never',
    /content type text\/plain/,
  ],
  ['200 without type', status(200, 'hello'), 'protocol_error', 'never', /no content type/],
  ['200 page', status(200, login, html), 'protocol_error', 'never', /text\/html/],
  [
    '200 wrong charset',
    status(200, '{}', { 'content-type': 'application/json; charset=iso-8859-1' }),
    'protocol_error',
    'never',
    /iso-8859-1/,
  ],
  ['200 gzip', gzip('{"a":1}'), 'protocol_error', 'never', /gzip/],
  ['500 gzip', status(500, 'xxxx', { 'content-encoding': 'br' }), 'server_error', 'duplicate'],
  ['200 half JSON', status(200, '{"token":"SEKRET', json), 'protocol_error', 'never', /not valid JSON/],
  ['200 no JSON', status(200, 'SEKRET', json), 'protocol_error', 'never'],
];

for (const [name, answer, code, hint, message] of rows) {
  test(`an answer is judged: ${name}`, async () => {
    const server = await serve();
    server.on({}, answer);
    const error = await failureOf(clientFor(server).json({ phase: 'chat', url: '/x', json: { prompt: 'PROMPT' } }));
    expect([error.code, retryHintOf(error), error.phase]).toEqual([code, hint, 'chat']);
    if (message !== undefined) expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^test: /);
    const shown = JSON.stringify(error) + error.message + String(error.cause);
    expect(shown).not.toMatch(/SEKRET|PROMPT/);
    expect(server.requests).toHaveLength(1);
  });
}

for (const [name, answer, code] of rows.filter(([name]) => !/^200 (half|no) JSON$/.test(name))) {
  test(`an answer is judged where events were expected: ${name}`, async () => {
    const server = await serve();
    server.on({}, answer);
    const error = await failureOf(collect(clientFor(server).events({ phase: 'chat', url: '/x', json: {} })));
    expect(error.code).toBe(code);
  });
}

const phases: readonly (readonly [phase: WirePhase, answer: Answer, token: boolean, code: string])[] = [
  ['auth', status(302, '', { location: '/login' }), false, 'auth_rejected'],
  ['auth', status(200, login, html), false, 'protocol_error'],
  ['chat', status(200, login, html), true, 'auth_rejected'],
  ['upload', status(200, login, html), true, 'auth_rejected'],
  ['chat', status(302, '', { location: '/login' }), true, 'protocol_error'],
];

for (const [phase, answer, identified, code] of phases) {
  test(`a sign-in page or redirect in phase ${phase} ${identified ? 'with' : 'without'} a session is ${code}`, async () => {
    const server = await serve();
    server.on({}, answer);
    const headers = identified ? { authorization: 'Bearer abc' } : {};
    expect((await failureOf(clientFor(server).json({ phase, url: '/x', headers }))).code).toBe(code);
  });
}

test('a GET may be repeated', async () => {
  const server = await serve();
  server.on({}, status(500, ''));
  expect(retryHintOf(await failureOf(clientFor(server).json({ phase: 'auth', url: '/x' })))).toBe('safe');
});

test('ids, the service code and the wait come along', async () => {
  const server = await serve();
  server.on(
    {},
    status(
      429,
      { error: { type: 'rate_limit_error', message: 'slow', param: 'n' } },
      { 'x-request-id': 'r-1', 'retry-after': '7' },
    ),
  );
  expect(await failureOf(clientFor(server).json({ phase: 'chat', url: '/x', json: {} }))).toMatchObject({
    status: 429,
    requestId: 'r-1',
    serviceCode: 'rate_limit_error',
    param: 'n',
    retryAfterMs: 7000,
    retryable: true,
  });
});

test('control characters of the service are made visible and known secrets taken out', async () => {
  const server = await serve();
  server.on(
    {},
    status(400, { message: 'bad \u001b[31m\r\nkey SEKRET-123456 ' + 'x'.repeat(1000) }, { 'x-request-id': 'a\tb' }),
  );
  const redactor = createRedactor();
  redactor.add('SEKRET-123456');
  const error = await failureOf(clientFor(server, { redactor }).json({ phase: 'chat', url: '/x', json: {} }));
  expect(error.message).toContain('bad \\u001b[31m\\u000d key [redacted] xxx');
  expect(error.message.length).toBeLessThan(450);
  expect([...error.message].filter((character) => character < ' ')).toEqual([]);
});

test('the provider judges before the core', async () => {
  const server = await serve();
  server.on({}, status(429, { error: 'no credit' }, { 'retry-after': '7', 'x-what': 'quota' }));
  const seen: unknown[] = [];
  const classify = (failure: { status: number; headers: ReadonlyMap<string, string>; body: unknown }): Verdict => {
    seen.push(failure.status, failure.headers.get('x-what'), failure.body);
    return { code: 'quota_exhausted', serviceCode: 'mine', retryAfterMs: undefined };
  };
  const error = await failureOf(clientFor(server, {}, { classify }).json({ phase: 'chat', url: '/x', json: {} }));
  expect(seen).toEqual([429, 'quota', { error: 'no credit' }]);
  expect(error).toMatchObject({ code: 'quota_exhausted', serviceCode: 'mine', retryAfterMs: 7000, status: 429 });
  expect(retryHintOf(error)).toBe('never');
});

test('a provider that fails while judging leaves it to the core', async () => {
  const server = await serve();
  server.on({}, status(500, ''));
  const warnings: string[] = [];
  const log = { debug: () => {}, warn: (message: string) => warnings.push(message) };
  const classify = (): never => {
    throw new Error('SEKRET');
  };
  const error = await failureOf(clientFor(server, { log }, { classify }).json({ phase: 'chat', url: '/x', json: {} }));
  expect(error.code).toBe('server_error');
  expect(warnings).toHaveLength(1);
  expect(warnings.join()).not.toContain('SEKRET');
});

const inBand: readonly (readonly [
  name: string,
  body: unknown,
  status: number | undefined,
  code: string,
  hint: string,
])[] = [
  ['nothing known', { foo: 1 }, undefined, 'server_error', 'duplicate'],
  ['text', 'boom', undefined, 'server_error', 'duplicate'],
  ['rate limit', { type: 'rate_limit_error', message: 'x' }, undefined, 'rate_limited', 'safe'],
  ['wrapped', { error: { type: 'rate_limit_error' } }, undefined, 'rate_limited', 'safe'],
  ['authentication', { type: 'authentication_error' }, undefined, 'auth_rejected', 'never'],
  ['validation', { type: 'validation_error' }, undefined, 'bad_request', 'never'],
  ['quota', { code: 'insufficient_quota' }, undefined, 'quota_exhausted', 'never'],
  ['overloaded', { type: 'overloaded_error' }, undefined, 'server_error', 'duplicate'],
  ['permission', { type: 'permission_error' }, undefined, 'permission_denied', 'never'],
  ['too large', { type: 'request_too_large' }, undefined, 'limit_exceeded', 'never'],
  ['status inside', { error: { code: 429, message: 'x' } }, undefined, 'rate_limited', 'safe'],
  ['status given', { message: 'x' }, 503, 'server_error', 'safe'],
  ['null', null, undefined, 'server_error', 'duplicate'],
];

for (const [name, body, given, code, hint] of inBand) {
  test(`an error object inside an answer is judged: ${name}`, async () => {
    const server = await serve();
    const error = clientFor(server).failure('chat', body, given);
    expect([error.code, retryHintOf(error), error.phase]).toEqual([code, hint, 'chat']);
  });
}

test('a refused token is dropped, in the status and inside a stream', async () => {
  const rejected: string[] = [];
  const token = { get: () => Promise.resolve('token-1234'), reject: (value: string) => rejected.push(value) };
  const server = await serve();
  server.on('next', status(401, ''), sse([{ a: 1 }]));
  const http = clientFor(server, {}, { token });
  const first = await failureOf(http.json({ phase: 'chat', url: '/x', json: {} }));
  expect([first.code, retryHintOf(first)]).toEqual(['auth_rejected', 'fresh-token']);
  await collect(http.events({ phase: 'chat', url: '/x', json: {} }));
  const second = http.failure('chat', { type: 'authentication_error' });
  expect([second.code, retryHintOf(second)]).toEqual(['auth_rejected', 'fresh-token']);
  expect(rejected).toEqual(['token-1234', 'token-1234']);
  expect(server.requests[0]?.headers.get('authorization')).toBe('Bearer token-1234');
});

test('the body of a failure is read to 64 KiB and lets go of the connection', async () => {
  const server = await serve();
  server.on({}, [
    status(500, undefined, { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' }),
    async ({ write, socket }) => {
      while (!socket.destroyed) await write(`400\r\n${'x'.repeat(1024)}\r\n`);
    },
  ]);
  const error = await failureOf(clientFor(server).json({ phase: 'chat', url: '/x', json: {} }));
  expect(error.code).toBe('server_error');
  await server.untilOpen(0);
});

test('the body of a failure that never ends is given up', async () => {
  const server = await serve();
  server.on({}, status(500, 'part', { 'content-length': '100' }));
  const http = clientFor(server, { timeouts: { headers: 30_000, idle: 40 } });
  const error = await failureOf(http.json({ phase: 'chat', url: '/x', json: {} }));
  expect(error.message).toContain('part');
  await server.untilOpen(0);
});

test('the body of a failure is not waited for as long as that of an answer', async () => {
  const server = await serve();
  server.on({}, status(503, 'part', { 'content-length': '100' }));
  const waits: number[] = [];
  const schedule: CompleteClock['schedule'] = (delayMs, callback, hold) => {
    waits.push(delayMs);
    return systemClock.schedule(delayMs / 50, callback, hold);
  };
  const clock = { ...systemClock, schedule };
  const http = clientFor(server, { clock, timeouts: { headers: 60_000, idle: 60_000 } });
  const error = await failureOf(http.json({ phase: 'chat', url: '/x', json: {} }));
  expect(error).toMatchObject({ code: 'server_error', message: expect.stringContaining('part') });
  expect(waits).toEqual([60_000, limits.errorBodyMs]);
  await server.untilOpen(0);
});

test('the body of a refused success is not read on', async () => {
  const server = await serve();
  server.on({}, status(200, 'part', { 'content-type': 'image/png', 'content-length': '100000' }));
  await failureOf(clientFor(server).json({ phase: 'chat', url: '/x', json: {} }));
  await server.untilOpen(0);
});

test('a failure whose body was read keeps its connection', async () => {
  const server = await serve();
  server.on('next', status(500, 'x'), status(200, {}));
  const http = clientFor(server);
  await failureOf(http.json({ phase: 'chat', url: '/x', json: {} }));
  await http.json({ phase: 'chat', url: '/x', json: {} });
  expect(server.accepted).toBe(1);
});

test('what a service repeats of the request is left out of its text: prompts, header values, ends of a key', async () => {
  const server = await serve();
  const prompt = 'my private diary entry of today';
  const key = 'fake-Key-0123456789-abcdefXY';
  const said = `Bad text: ${prompt}. Gateway gw-Value-77 says diary entry of today; key fake-Key...abcdefXY.`;
  server.on(
    {},
    status(400, { error: { message: said, code: 'gw-Value-77', param: prompt } }, { 'x-request-id': 'gw-Value-77' }),
  );
  const redactor = createRedactor();
  redactor.add(key);
  const http = clientFor(
    server,
    { redactor, observer: { onPhase() {}, onResponse() {}, requestText: () => [prompt] } },
    { headers: { 'x-gateway': 'gw-Value-77' } },
  );
  const error = await failureOf(http.json({ phase: 'chat', url: '/', json: {} }));
  const shown = `${error.message} ${error.serviceCode} ${error.requestId} ${error.param}`;
  for (const part of ['diary', 'gw-Value-77', 'fake-Key', 'abcdefXY']) expect(shown).not.toContain(part);
  expect(error.message).toContain('Bad text: [of the request]. Gateway [redacted] says');
});

test.each(['<!-- c --><p>PAGE</p>', '<center>PAGE</center>', '<title>PAGE</title>'])(
  'a page is never quoted: %s',
  async (page) => {
    const server = await serve();
    server.on({}, status(502, page, { 'content-type': 'text/html' }));
    const error = await failureOf(clientFor(server).json({ phase: 'chat', url: '/', json: {} }));
    expect(error.message).not.toContain('PAGE');
  },
);

test('an error inside a list is read', async () => {
  const server = await serve();
  server.on({}, status(400, [{ error: { code: 400, message: 'No such voice.', status: 'INVALID_ARGUMENT' } }]));
  const error = await failureOf(clientFor(server).json({ phase: 'chat', url: '/', json: {} }));
  expect(error.message).toContain('The service says: No such voice.');
});
