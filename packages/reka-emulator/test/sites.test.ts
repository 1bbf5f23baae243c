import { expect, test } from 'vitest';
import { startRekaEmulator } from '../src/index.ts';
import { askToken, oneTurn, upload, webChat } from './talk.ts';

const manual = { redirect: 'manual' } as const;

test.each([
  ['chat.reka.ai', /^\/u\/login\?state=/, 404],
  ['space.reka.ai', /^\/sign-in\?redirect_url=http%3A%2F%2F127\.0\.0\.1/, 200],
] as const)('%s signs people in at its own address', async (site, login, signIn) => {
  await using emulator = await startRekaEmulator({ site });
  const answer = await fetch(`${emulator.url}/bff/auth/login`, manual);
  expect([answer.status, answer.headers.get('location')]).toEqual([302, expect.stringMatching(login)]);
  expect((await fetch(`${emulator.url}/sign-in`)).status).toBe(signIn);
  expect((await askToken(emulator, emulator.cookies)).status).toBe(200);
});

test('a web session that has moved redirects at every address, and the API stays', async () => {
  await using emulator = await startRekaEmulator({ auth: { movedTo: 'https://space.reka.ai' } });
  const told = await Promise.all([
    askToken(emulator, emulator.cookies),
    fetch(`${emulator.url}/api/chat`, { ...manual, method: 'POST' }),
    fetch(`${emulator.url}/auth/login`, manual),
  ]);
  expect(told.map(({ status, headers }) => [status, headers.get('location')])).toEqual([
    [301, 'https://space.reka.ai/bff/auth/access_token'],
    [301, 'https://space.reka.ai/api/chat'],
    [301, 'https://space.reka.ai/auth/login'],
  ]);
  expect((await fetch(`${emulator.url}/v1/models`, { headers: { 'x-api-key': emulator.apiKey } })).status).toBe(200);
});

test('the address to which a sign-in returns, and the anonymous chat, answer as what they are', async () => {
  await using emulator = await startRekaEmulator();
  expect((await fetch(`${emulator.url}/bff/auth/callback?code=x`, manual)).status).toBe(302);
  expect((await fetch(`${emulator.url}/bff/chat`, { method: 'POST' })).status).toBe(501);
});

test('a fault can be counted, and a new one is counted anew', async () => {
  const fail = { status: 503 };
  await using emulator = await startRekaEmulator({ chat: { fail, failures: 2 } });
  const ask = async (): Promise<number> => (await webChat(emulator, oneTurn('hi'))).status;
  expect([await ask(), await ask(), await ask()]).toEqual([503, 503, 200]);
  emulator.set({ chat: { fail: { status: 429 }, failures: 1 } });
  expect([await ask(), await ask()]).toEqual([429, 200]);
});

test('a late first byte is late', async () => {
  await using emulator = await startRekaEmulator({ upload: { firstByteDelayMs: 60 } });
  const before = performance.now();
  expect((await upload(emulator, new Blob(['%PDF-1.7']), 'a.pdf')).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThan(50);
});
