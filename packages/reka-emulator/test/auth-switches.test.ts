import { expect, test } from 'vitest';
import { startRekaEmulator, type AuthSwitches } from '../src/index.ts';
import { askToken, cookieHeader, upload } from './talk.ts';

interface Told {
  readonly status: number;
  readonly type: string | null;
  readonly body: string;
}

async function told(auth: AuthSwitches): Promise<Told> {
  await using emulator = await startRekaEmulator({ auth });
  const response = await askToken(emulator, emulator.cookies);
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
}

test.each<[AuthSwitches, Partial<Told>]>([
  [{ answer: 'no-token' }, { status: 200, type: 'application/json', body: '{}' }],
  [{ answer: 'empty' }, { status: 204, type: null, body: '' }],
  [{ answer: 'redirect' }, { status: 302 }],
  [{ answer: 'not-authenticated' }, { status: 401, type: 'application/json' }],
  [
    { fail: { status: 403, body: '<html></html>', headers: { 'cf-mitigated': 'challenge' } } },
    { status: 403, body: '<html></html>' },
  ],
])('the token endpoint can answer %j', async (auth, expected) => {
  expect(await told(auth)).toMatchObject(expected);
});

test('the token endpoint can answer with the login page', async () => {
  const { status, type, body } = await told({ answer: 'login-page' });
  expect([status, type]).toEqual([200, 'text/html; charset=utf-8']);
  expect(body).toContain('<form');
});

test.each(['access_token', 'token'] as const)('a token can come under the name %s', async (tokenKey) => {
  expect(Object.keys(JSON.parse((await told({ tokenKey })).body) as object)).toEqual([tokenKey]);
});

test('a token can be opaque', async () => {
  expect((JSON.parse((await told({ opaqueToken: true })).body) as { accessToken: string }).accessToken).toMatch(
    /^[\w-]{64}$/,
  );
});

test('cookies need not be issued anew', async () => {
  await using emulator = await startRekaEmulator({ auth: { rollCookie: false } });
  expect((await askToken(emulator, emulator.cookies)).headers.getSetCookie()).toEqual([]);
});

test('a connection can break without an answer', async () => {
  await using emulator = await startRekaEmulator();
  emulator.next('auth', { reset: true });
  await expect(askToken(emulator, emulator.cookies)).rejects.toThrow();
  expect(emulator.requests[0]?.status).toBeUndefined();
});

test('the other addresses of the session know who is signed in', async () => {
  await using emulator = await startRekaEmulator();
  const headers = { cookie: cookieHeader(emulator.cookies) };
  const get = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${emulator.url}${path}`, { redirect: 'manual', ...init });
  expect((await get('/bff/auth/me')).status).toBe(204);
  expect(await (await get('/bff/auth/me', { headers })).json()).toMatchObject({
    sub: expect.stringMatching(/^auth0\|/),
  });
  const firebase = await get('/bff/auth/firebase_token', { headers });
  expect([firebase.status, firebase.headers.getSetCookie().length]).toEqual([200, 1]);
  expect((await get('/bff/auth/logout', { headers })).status).toBe(302);
  expect((await get('/bff/auth/me', { headers })).status).toBe(204);
  expect((await get('/bff/auth/unknown')).status).toBe(404);
  expect((await get('/elsewhere')).status).toBe(404);
  expect((await get('/v1/models', { method: 'DELETE' })).status).toBe(405);
});

test.each([
  ['both', ['media_url', 'image_url']],
  ['media_url', ['media_url']],
  ['image_url', ['image_url']],
  ['url', ['url']],
  ['none', []],
] as const)('the address of an upload can come under %s', async (keys, expected) => {
  await using emulator = await startRekaEmulator({ upload: { keys } });
  const body = (await (await upload(emulator, new Blob(['x']), 'x.png')).json()) as object;
  expect(Object.keys(body)).toEqual(expected);
});
