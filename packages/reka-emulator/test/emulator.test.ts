import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startRekaEmulator } from '../src/index.ts';
import { apiPost, askToken, cookieHeader, dataOf, eventsOf, oneTurn, readCat, upload, webChat } from './talk.ts';

const catDigest = 'ea31329538308bf5a87d5a4a38c30aa2eaeabac83ea26ed3105227dfbae2712b';

test('without a session there is no token, without a token no upload and no chat, without a key no API', async () => {
  await using emulator = await startRekaEmulator();
  const statuses = await Promise.all([
    askToken(emulator, { appSession: 'made-up' }),
    fetch(`${emulator.url}/api/upload-image`, { method: 'POST', body: new FormData() }),
    webChat(emulator, oneTurn('hi'), 'made-up'),
    fetch(`${emulator.url}/v1/models`),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  expect(await statuses[0]?.json()).toMatchObject({ error: 'not_authenticated' });
});

test('a session gives a JWT of 24 hours, and the cookie is issued anew for three days', async () => {
  let time = Date.parse('2026-01-02T03:04:05Z');
  await using emulator = await startRekaEmulator({ now: () => time });
  const cookies = emulator.cookies;
  time += 3_600_000;
  const response = await askToken(emulator, cookies);
  const { accessToken } = (await response.json()) as { accessToken: string };
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    number
  >;
  expect(claims).toMatchObject({ iat: time / 1000, exp: time / 1000 + 86_400 });

  const rolled =
    /^appSession=([^;]+); Path=\/; HttpOnly; SameSite=Lax/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
  expect(rolled).not.toBe(cookies['appSession']);
  expect(rolled).toHaveLength(3900);
  const parts = rolled.split('.');
  expect([parts.length, parts[1]]).toEqual([5, '']);
  expect(JSON.parse(Buffer.from(parts[0] ?? '', 'base64url').toString())).toEqual({
    alg: 'dir',
    enc: 'A256GCM',
    uat: time / 1000,
    iat: time / 1000 - 3600,
    exp: time / 1000 + 259_200,
  });
});

test('cookies and tokens end by the clock of the emulator', async () => {
  await using emulator = await startRekaEmulator();
  const { cookies, accessToken } = emulator;
  expect((await webChat(emulator, oneTurn('hi'), accessToken)).status).toBe(200);
  emulator.advance(86_400_001);
  expect((await webChat(emulator, oneTurn('hi'), accessToken)).status).toBe(401);
  expect((await askToken(emulator, cookies)).status).toBe(200);
  emulator.advance(3 * 86_400_000);
  expect((await askToken(emulator, cookies)).status).toBe(401);
});

test('revoked tokens and ended sessions are refused at once', async () => {
  await using emulator = await startRekaEmulator();
  const { cookies, accessToken } = emulator;
  emulator.revokeTokens();
  expect((await webChat(emulator, oneTurn('hi'), accessToken)).status).toBe(401);
  expect((await askToken(emulator, cookies)).status).toBe(200);
  emulator.signOut();
  expect((await askToken(emulator, cookies)).status).toBe(401);
});

test('two emulators do not take each other’s credentials', async () => {
  await using one = await startRekaEmulator();
  await using other = await startRekaEmulator();
  expect((await askToken(other, one.cookies)).status).toBe(401);
  expect((await webChat(other, oneTurn('hi'), one.accessToken)).status).toBe(401);
});

test('a session can come in pieces, which only count when they are complete', async () => {
  await using emulator = await startRekaEmulator({ auth: { chunkedCookie: true } });
  const cookies = emulator.cookies;
  expect(Object.keys(cookies)).toEqual(['appSession.0', 'appSession.1', 'appSession.2']);
  const response = await askToken(emulator, cookies);
  expect(response.status).toBe(200);
  expect(response.headers.getSetCookie().at(-1)).toContain('appSession=; ');
  expect((await askToken(emulator, { 'appSession.0': cookies['appSession.0'] ?? '' })).status).toBe(401);
});

test('a cookie file has the form of a browser export and is for its owner only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reka-emulator-'));
  try {
    await using emulator = await startRekaEmulator();
    const path = join(folder, 'cookies.json');
    await emulator.writeCookieFile(path);
    const [cookie] = JSON.parse(await readFile(path, 'utf8')) as { name: string; value: string; domain: string }[];
    expect(cookie).toMatchObject({ name: 'appSession', domain: '127.0.0.1', hostOnly: true });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await askToken(emulator, { appSession: cookie?.value ?? '' })).status).toBe(200);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('signing in at the login page gives a session', async () => {
  await using emulator = await startRekaEmulator();
  const toLogin = await fetch(`${emulator.url}/bff/auth/login`, { redirect: 'manual' });
  expect(toLogin.headers.get('location')).toMatch(/^\/u\/login\?state=/);
  const body = new URLSearchParams({ username: 'somebody', password: 'anything', action: 'default' });
  const signedIn = await fetch(`${emulator.url}/u/login`, { method: 'POST', body, redirect: 'manual' });
  const value = signedIn.headers.getSetCookie()[0]?.split(';')[0]?.slice('appSession='.length) ?? '';
  expect((await askToken(emulator, { appSession: value })).status).toBe(200);
});

test('an upload is reported as it arrived, and only its address is accepted in a chat', async () => {
  await using emulator = await startRekaEmulator();
  const cat = await readCat();
  const response = await upload(emulator, new Blob([cat], { type: 'image/jpeg' }), 'my cat.jpeg');
  const { media_url: url, image_url: same } = (await response.json()) as Record<string, string>;
  expect(same).toBe(url);
  expect(url).toMatch(/^https:\/\/[^/]+\/auth0\|[0-9a-f]{24}\/vlm\/[\w-]{86}==$/);
  expect(emulator.uploads).toEqual([
    { url, name: 'my cat.jpeg', type: 'image/jpeg', format: 'JPEG', size: 30_967, sha256: catDigest },
  ]);

  const answer = await webChat(emulator, oneTurn('What is this?', { image_url: url, media_type: 'image' }));
  expect(dataOf(await answer.text()).at(-1)?.['text']).toMatch(/tabby cat.*Canned answer/);
  const foreign = await webChat(emulator, oneTurn('?', { image_url: 'https://other.invalid/x', media_type: 'image' }));
  expect(foreign.status).toBe(400);
  expect(emulator.counts).toEqual({ auth: 0, upload: 1, chat: 2, models: 0, other: 0 });
});

test('of an unknown file the answer says only what can be proved', async () => {
  await using emulator = await startRekaEmulator();
  const response = await upload(
    emulator,
    new Blob([Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1')], { type: 'image/png' }),
    'x.png',
  );
  const { media_url: url } = (await response.json()) as Record<string, string>;
  const answer = dataOf(await (await webChat(emulator, oneTurn('?', { image_url: url }))).text()).at(-1);
  expect(answer?.['text']).toMatch(
    /^ The Reka emulator cannot see\. .* PNG \(declared as image\/png\), 12 bytes, SHA-256 [0-9a-f]{64}\.$/,
  );
});

test('an upload must be one part named image', async () => {
  await using emulator = await startRekaEmulator();
  expect((await upload(emulator, new Blob(['x']), 'x.png', 'file')).status).toBe(422);
  const twice = new FormData();
  twice.append('image', new Blob(['x']), 'x.png');
  twice.append('image', new Blob(['y']), 'y.png');
  const headers = { authorization: `Bearer ${emulator.accessToken}` };
  expect((await fetch(`${emulator.url}/api/upload-image`, { method: 'POST', headers, body: twice })).status).toBe(422);
  const text = await fetch(`${emulator.url}/api/upload-image`, { method: 'POST', headers, body: 'x' });
  expect(text.status).toBe(422);
  expect(emulator.uploads).toEqual([]);
});

test('a file over the limit is refused with 413', async () => {
  await using emulator = await startRekaEmulator({ upload: { maxBytes: 1000 } });
  expect((await upload(emulator, new Blob([Buffer.alloc(1001)]), 'x.png')).status).toBe(413);
  expect((await upload(emulator, new Blob([Buffer.alloc(1000)]), 'x.png')).status).toBe(200);
});

test('the web stream is cumulative, begins with a space and ends with the event that has a finish reason', async () => {
  await using emulator = await startRekaEmulator();
  const stream = await (await webChat(emulator, oneTurn('hello there'))).text();
  expect(eventsOf(stream).every(({ event }) => event === 'message')).toBe(true);
  const events = dataOf(stream);
  const texts = events.map(({ text }) => String(text));
  expect(texts.every((text, index) => index === 0 || text.startsWith(texts[index - 1] ?? ''))).toBe(true);
  expect(texts.at(-1)).toBe(' The Reka emulator received one turn. You wrote: hello there');
  expect(events.slice(0, -1).some((event) => 'finish_reason' in event)).toBe(false);
  expect(events.at(-1)).toMatchObject({ type: 'model', finish_reason: 'stop', metadata: { input_tokens: 3 } });
});

test('without stream the answer is one object', async () => {
  await using emulator = await startRekaEmulator();
  const response = await webChat(emulator, { conversation_history: [{ type: 'human', text: 'hi' }] });
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toMatchObject({ type: 'model', finish_reason: 'stop' });
});

test('switches hold until they are changed, waiting ones for one request, and a reset takes both back', async () => {
  await using emulator = await startRekaEmulator({ chat: { answer: 'one' } });
  const ask = async (): Promise<unknown> => {
    const response = await webChat(emulator, { ...oneTurn('hi'), stream: false });
    return response.ok ? ((await response.json()) as { text: string }).text : response.status;
  };
  emulator.next('chat', { fail: { status: 503 } });
  emulator.next('chat', { answer: 'two' });
  expect([await ask(), await ask(), await ask()]).toEqual([503, 'two', 'one']);
  emulator.set({ chat: { answer: 'three' } });
  expect(await ask()).toBe('three');
  emulator.next('chat', { answer: 'never' });
  emulator.reset();
  expect(await ask()).toBe('one');
});

test('the record shows requests without their credentials', async () => {
  await using emulator = await startRekaEmulator();
  const { cookies } = emulator;
  await askToken(emulator, cookies);
  await apiPost(emulator, '/v1/chat/completions', {
    model: 'reka-flash',
    messages: [
      {
        role: 'user',
        content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(400)}` } }],
      },
    ],
  });
  const [auth, chat] = emulator.requests;
  expect(auth).toMatchObject({ phase: 'auth', method: 'GET', status: 200, headers: { cookie: '[present]' } });
  expect(chat).toMatchObject({ phase: 'chat', path: '/v1/chat/completions', headers: { authorization: '[present]' } });
  const shown = JSON.stringify(emulator.requests);
  expect(shown).not.toContain(cookieHeader(cookies).slice(20, 60));
  expect(shown).not.toContain(emulator.apiKey);
  expect(shown).toContain('(422 characters)');
});

test('closing ends waiting answers and connections, any number of times', async () => {
  const emulator = await startRekaEmulator({ chat: { firstByteDelayMs: 60_000 } });
  const waiting = webChat(emulator, oneTurn('hi')).then(
    () => 'answered',
    () => 'broken',
  );
  while (emulator.counts.chat === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(await emulator.openConnections()).toBe(1);
  await Promise.all([emulator.close(), emulator.close()]);
  expect(await waiting).toBe('broken');
  await expect(fetch(emulator.url)).rejects.toThrow();
});

test('delays pass as the caller says', async () => {
  const waited: number[] = [];
  const wait = (milliseconds: number): Promise<unknown> => Promise.resolve(waited.push(milliseconds));
  await using emulator = await startRekaEmulator({
    chat: { firstByteDelayMs: 60_000, delayMs: 50_000, snapshots: [' a', ' b'], answer: ' c' },
    wait,
  });
  expect(await (await webChat(emulator, oneTurn('hi'))).text()).toContain(' c');
  expect(waited).toEqual([60_000, 50_000, 50_000]);
});

test('a wait that fails is a fault of the emulator', async () => {
  const wait = (): Promise<unknown> => Promise.reject(new Error('no time'));
  await using emulator = await startRekaEmulator({ chat: { firstByteDelayMs: 1 }, wait });
  expect((await webChat(emulator, oneTurn('hi'))).status).toBe(500);
});

test('a port that is taken fails the start', async () => {
  await using emulator = await startRekaEmulator();
  await expect(startRekaEmulator({ port: Number(new URL(emulator.url).port) })).rejects.toThrow('EADDRINUSE');
});
