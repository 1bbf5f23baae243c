import { expect, test } from 'vitest';
import { status } from '@plugboard/provider-testkit/server';
import type { Cookies } from '../../src/contract/credentials.ts';
import { createRedactor } from '../../src/errors/redactor.ts';
import { retryHintOf } from '../../src/errors/retry-hint.ts';
import { HttpClient } from '../../src/http/http-client.ts';
import { clientFor, failureOf, scopeFor, serve } from './fixture.ts';

const secret = 'SEKRET-token-1';
const tokens = (value = secret, rejected: string[] = []) => ({
  get: () => Promise.resolve(value),
  reject: (refused: string) => void rejected.push(refused),
});

/** Cookies for one origin that note what they are told. */
function cookiesFor(origin: string, value = 'session=SEKRET-cookie'): Cookies & { readonly accepted: string[] } {
  const accepted: string[] = [];
  return {
    accepted,
    header: (url) => Promise.resolve(url.origin === origin ? value : undefined),
    accept(url, setCookie) {
      accepted.push(url.origin, ...setCookie);
      return Promise.resolve();
    },
  };
}

test('another origin gets no default header, no token, no cookie and nothing of the caller', async () => {
  const own = await serve();
  const other = await serve();
  own.on({}, status(200, {}));
  other.on({}, status(200, {}));
  const http = new HttpClient(scopeFor({ headers: { 'x-caller': secret } }), {
    baseUrl: own.origin,
    headers: { 'x-key': secret },
    token: tokens(),
  });
  const cookies = cookiesFor(own.origin);
  await http.json({ phase: 'chat', url: '/a', cookies });
  await http.json({ phase: 'upload', url: `${other.origin}/b`, cookies, headers: { 'x-own': 'fine' } });
  await http.json({ phase: 'upload', url: `http://localhost:${own.port}/c`, cookies });
  expect(Object.fromEntries(own.requests[0]?.headers ?? [])).toMatchObject({
    'x-key': secret,
    'x-caller': secret,
    authorization: `Bearer ${secret}`,
    cookie: 'session=SEKRET-cookie',
  });
  for (const request of [other.requests[0], own.requests[1]]) {
    expect(JSON.stringify(request?.rawHeaders)).not.toContain('SEKRET');
  }
  expect(other.requests[0]?.headers.get('x-own')).toBe('fine');
});

test('cookies of a request go to the origin of its base only, and without a base to where they are sent', async () => {
  const own = await serve();
  const other = await serve();
  other.on({}, status(200, {}, { 'set-cookie': 'a=1' }));
  const cookies = cookiesFor(other.origin);
  const request = { phase: 'chat', url: `${other.origin}/x`, cookies } as const;
  await clientFor(own).json(request);
  expect(other.requests[0]?.headers.get('cookie')).toBeUndefined();
  expect(cookies.accepted).toEqual([]);
  await new HttpClient(scopeFor()).json(request);
  expect(other.requests[1]?.headers.get('cookie')).toBe('session=SEKRET-cookie');
  expect(cookies.accepted).toEqual([other.origin, 'a=1']);
});

test('a redirect gets nothing at all', async () => {
  const own = await serve();
  const other = await serve();
  own.on({}, status(307, '', { location: `${other.origin}/x` }));
  await failureOf(clientFor(own, {}, { token: tokens() }).json({ phase: 'chat', url: '/', json: { a: 1 } }));
  expect(other.accepted).toBe(0);
});

test('with replaces the defaults as a whole', async () => {
  const server = await serve();
  server.on({}, status(200, {}));
  const http = clientFor(server, {}, { token: tokens(), headers: { 'x-key': secret } });
  await http.with({ baseUrl: server.origin, headers: { 'x-new': '1' } }).json({ phase: 'chat', url: '/' });
  expect(JSON.stringify(server.requests[0]?.rawHeaders)).not.toContain('SEKRET');
  expect(server.requests[0]?.headers.get('x-new')).toBe('1');
});

test('a token or default headers without a base are a mistake', async () => {
  const server = await serve();
  for (const defaults of [{ token: tokens() }, { headers: { 'x-key': secret } }]) {
    const http = new HttpClient(scopeFor(), defaults);
    expect(await failureOf(http.json({ phase: 'chat', url: `${server.origin}/` }))).toMatchObject({
      code: 'config_invalid',
    });
  }
  expect(server.accepted).toBe(0);
});

test('a caller who gives authorization himself has the last word', async () => {
  const server = await serve();
  server.on({}, status(401, ''));
  const rejected: string[] = [];
  const http = clientFor(server, { headers: { Authorization: 'Bearer mine' } }, { token: tokens(secret, rejected) });
  const error = await failureOf(http.json({ phase: 'chat', url: '/' }));
  expect(server.requests[0]?.headers.get('authorization')).toBe('Bearer mine');
  expect([error.code, retryHintOf(error), rejected]).toEqual(['auth_rejected', 'never', []]);
});

test('a token that no header may hold is refused before anything is sent', async () => {
  const server = await serve();
  const http = clientFor(server, {}, { token: tokens(`${secret}\n`) });
  const error = await failureOf(http.json({ phase: 'chat', url: '/' }));
  expect(error.code).toBe('auth_rejected');
  expect(error.message).not.toContain('SEKRET');
  expect(server.accepted).toBe(0);
});

test('a cookie that no header may hold is refused before anything is sent', async () => {
  const server = await serve();
  const cookies = cookiesFor(server.origin, 'session=SEKRET\r\nx: y');
  const error = await failureOf(clientFor(server).json({ phase: 'auth', url: '/', cookies }));
  expect(error.code).toBe('auth_rejected');
  expect(error.message).not.toContain('SEKRET');
  expect(server.accepted).toBe(0);
});

for (const code of [200, 302, 401, 500]) {
  test(`cookies that are set go back to their source with status ${code}`, async () => {
    const server = await serve();
    server.on({}, status(code, {}, { 'set-cookie': ['a=1; Path=/', 'b=2, c'] }));
    const cookies = cookiesFor(server.origin);
    await clientFor(server)
      .json({ phase: 'auth', url: '/', cookies })
      .catch(() => {});
    expect(cookies.accepted).toEqual([server.origin, 'a=1; Path=/', 'b=2, c']);
  });
}

test('a service that echoes the token shows it to nobody', async () => {
  const server = await serve();
  server.on({}, status(400, { message: `bad token ${secret}`, param: secret }, { 'x-request-id': secret }));
  const redactor = createRedactor();
  const http = clientFor(server, { redactor }, { token: tokens() });
  const error = await failureOf(http.json({ phase: 'chat', url: '/', json: {} }));
  expect(error.message).toContain('bad token [redacted]');
  expect(`${error.message} ${error.requestId} ${error.serviceCode} ${error.param}`).not.toContain('SEKRET');
});

test('json and form together are a mistake', async () => {
  const server = await serve();
  const error = await failureOf(clientFor(server).json({ phase: 'chat', url: '/', json: {}, form: {} }));
  expect(error.code).toBe('config_invalid');
});

test('a cookie that its source refuses is a secret all the same', async () => {
  const server = await serve();
  server.on(
    {},
    status(
      400,
      { message: 'no session for SEKRET-set-1 or SEKRET-set-2' },
      {
        'set-cookie': ['s=SEKRET-set-1; Domain=elsewhere.test', 't="SEKRET-set-2"; Path=/'],
      },
    ),
  );
  const cookies = { ...cookiesFor(server.origin), accept: () => Promise.resolve() };
  const error = await failureOf(clientFor(server).json({ phase: 'auth', url: '/', cookies }));
  expect(error.message).toContain('no session for [redacted] or [redacted]');
});

test('headers given as Headers are sent, and count as a credential', async () => {
  const server = await serve();
  server.on({}, status(401, ''));
  const http = clientFor(server, {}, { headers: new Headers({ 'x-api-key': secret }) });
  const error = await failureOf(http.json({ phase: 'chat', url: '/', headers: new Headers({ 'x-more': '1' }) }));
  expect(server.requests[0]?.headers.get('x-api-key')).toBe(secret);
  expect(server.requests[0]?.headers.get('x-more')).toBe('1');
  expect(error.message).toContain('Check the key.');
});
