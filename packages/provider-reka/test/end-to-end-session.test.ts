import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { file } from '@plugboard/core';
import { expect, test } from 'vitest';
import { startRekaEmulator, type AuthSwitches, type RekaEmulator, type RekaScenario } from '@plugboard/reka-emulator';
import { cat, clientFor, failureOf, inFolder, question, textOf, withClock } from './emulated.ts';
import { fakeSession, fakeToken } from './fake-call.ts';

const hour = 3_600_000;
const day = 24 * hour;
const noRepeats = { retry: { maxRetries: 0 } };

/** The session of an emulator, from whichever file its cookies are written to. */
function sessionOf(emulator: RekaEmulator): string {
  return emulator.cookies['appSession'] ?? '';
}

function saved(folder: string, name: string, text: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  return writeFile(path, text, { mode: 0o600 }).then(() => path);
}

// Every form in which a tool saves cookies.

const soon = (): number => Math.floor(Date.now() / 1000) + 3600;
const cookie = (value: string, fields: object): object => ({
  name: 'appSession',
  value,
  domain: '127.0.0.1',
  path: '/',
  ...fields,
});

test.each<[string, (value: string) => string]>([
  [
    'seconds with a fraction',
    (value) =>
      JSON.stringify([cookie(value, { expirationDate: soon() + 0.5, hostOnly: true, sameSite: 'no_restriction' })]),
  ],
  ['milliseconds', (value) => JSON.stringify([cookie(value, { expirationDate: soon() * 1000 })])],
  ['a date as text', (value) => JSON.stringify([cookie(value, { expires: new Date(soon() * 1000).toISOString() })])],
  ['a cookie of the session', (value) => JSON.stringify([cookie(value, { session: true, storeId: '0' })])],
  ['a list inside an object', (value) => JSON.stringify({ url: 'http://127.0.0.1', cookies: [cookie(value, {})] })],
  [
    'a state of Playwright',
    (value) =>
      JSON.stringify({
        cookies: [cookie(value, { expires: soon(), httpOnly: true, secure: false, sameSite: 'Lax' })],
        origins: [],
      }),
  ],
  ['a map', (value) => JSON.stringify({ appSession: value })],
  [
    'a cookies.txt',
    (value) => `# Netscape HTTP Cookie File\n#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t${soon()}\tappSession\t${value}\n`,
  ],
  ['the text of a header', (value) => `Cookie: other=1; appSession=${value}\n`],
  [
    'a file with a byte order mark and Windows line ends',
    (value) => `\ufeff[\r\n${JSON.stringify(cookie(value, {}))}\r\n]\r\n`,
  ],
])('cookies saved as %s are used', async (_name, write) => {
  await using emulator = await startRekaEmulator();
  await inFolder(async (folder) => {
    await using client = clientFor(emulator, { cookies: await saved(folder, 'cookies', write(sessionOf(emulator))) });
    expect(await textOf(client)).toContain('The Reka emulator');
  });
});

test('a file in UTF-16 is used', async () => {
  await using emulator = await startRekaEmulator();
  await inFolder(async (folder) => {
    const text = Buffer.from(`\ufeff${JSON.stringify([cookie(sessionOf(emulator), {})])}`, 'utf16le');
    await using client = clientFor(emulator, { cookies: await saved(folder, 'cookies.json', text) });
    expect(await textOf(client)).toContain('The Reka emulator');
  });
});

test.each<[string, string | Uint8Array, string, string]>([
  ['is empty', '', 'config_invalid', 'cookies'],
  ['is binary', Buffer.from([0, 1, 2, 3, 255, 254]), 'config_invalid', 'cookies'],
  ['is cut off', '[{"name":"appSession","value":"SEKRET', 'config_invalid', 'line 1'],
  ['is larger than 5 MiB', Buffer.alloc(5 * 1024 * 1024 + 1, ' '), 'config_invalid', '5 MiB'],
  ['has a line feed in the value', JSON.stringify([cookie('SEKRET\nx: y', {})]), 'config_invalid', 'appSession'],
  ['has a semicolon in the value', JSON.stringify([cookie('SEKRET; a=b', {})]), 'config_invalid', 'appSession'],
  ['has letters beyond ASCII in the value', JSON.stringify([cookie('SEKRETä', {})]), 'config_invalid', 'appSession'],
  ['has a nonsense date', JSON.stringify([cookie('SEKRET', { expires: 'garbage' })]), 'config_invalid', 'appSession'],
  [
    'lacks a piece of the session',
    JSON.stringify([{ ...cookie('SEKRET', {}), name: 'appSession.1' }]),
    'config_invalid',
    'appSession.0',
  ],
  [
    'has a session that has expired',
    JSON.stringify([cookie('SEKRET', { expirationDate: 1_600_000_000 })]),
    'auth_expired',
    '2020-09-13',
  ],
  [
    'has no session but other cookies',
    JSON.stringify([{ ...cookie('SEKRET', {}), name: 'theme' }]),
    'auth_missing',
    'appSession',
  ],
  [
    'is for another host',
    JSON.stringify([cookie('SEKRET', { domain: '.chat.reka.ai' })]),
    'auth_missing',
    'chat.reka.ai',
  ],
  [
    'is for a host that only looks alike',
    JSON.stringify([cookie('SEKRET', { domain: '127.0.0.1.evil.example' })]),
    'auth_missing',
    'evil.example',
  ],
])(
  'a cookie file that %s says so in one message, before any request and without a value',
  async (_name, text, code, words) => {
    await using emulator = await startRekaEmulator();
    await inFolder(async (folder) => {
      await using client = clientFor(emulator, { cookies: await saved(folder, 'cookies.json', text) });
      const failure = await failureOf(textOf(client));
      expect(failure).toMatchObject({ code, provider: 'reka', message: expect.stringContaining(words) });
      expect(inspect(failure, { depth: 9 })).not.toContain('SEKRET');
    });
    expect(emulator.requests).toEqual([]);
  },
);

test.each<[string, (folder: string) => string]>([
  ['is missing', (folder) => join(folder, 'nowhere.json')],
  ['is a folder', (folder) => folder],
])('a cookie file that %s is a fault of the configuration that names it', async (_name, pathIn) => {
  await using emulator = await startRekaEmulator();
  await inFolder(async (folder) => {
    const path = pathIn(folder);
    await using client = clientFor(emulator, { cookies: path });
    expect(await failureOf(textOf(client))).toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining(path),
    });
  });
});

test('a cookie where a path belongs is refused, and the message shows the map instead of the value', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: 'appSession=SEKRET' });
  const failure = await failureOf(textOf(client));
  expect(failure).toMatchObject({ code: 'config_invalid', message: expect.stringContaining('appSession: ') });
  expect(inspect(failure, { depth: 9 })).not.toContain('SEKRET');
});

test('of 5,000 cookies the session is still found', async () => {
  await using emulator = await startRekaEmulator();
  const many = Array.from({ length: 5000 }, (_, index) => ({ ...cookie('x', {}), name: `tracker-${index}` }));
  await inFolder(async (folder) => {
    const text = JSON.stringify([...many, cookie(sessionOf(emulator), {})]);
    await using client = clientFor(emulator, { cookies: await saved(folder, 'cookies.json', text) });
    expect(await textOf(client)).toContain('The Reka emulator');
  });
});

test('a repaired file works without a new client', async () => {
  await using emulator = await startRekaEmulator();
  await inFolder(async (folder) => {
    const path = await saved(folder, 'cookies.json', '[');
    await using client = clientFor(emulator, { cookies: path });
    expect((await failureOf(textOf(client))).code).toBe('config_invalid');
    await emulator.writeCookieFile(path);
    expect(await textOf(client)).toContain('The Reka emulator');
  });
});

// Sessions that end, roll and come in pieces.

test.each<[string, (value: string) => Readonly<Record<string, string>>]>([
  ['a session', (value) => ({ appSession: value })],
  ['a session in pieces', (value) => ({ 'appSession.1': value.slice(90), 'appSession.0': value.slice(0, 90) })],
])('%s that says itself that it is over is expired before any request', async (_name, cookies) => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: cookies(fakeSession(Date.now() - day)) });
  expect(await failureOf(textOf(client))).toMatchObject({
    code: 'auth_expired',
    message: expect.stringContaining('20'),
  });
  expect(emulator.requests).toEqual([]);
});

test('a session that ends during the run is expired at the next renewal, before the request', async () => {
  await using emulator = await startRekaEmulator({ auth: { rollCookie: false } });
  let offset = 0;
  const container = withClock(() => Date.now() + offset);
  await using client = clientFor(emulator, { cookies: emulator.cookies }, { container });
  await textOf(client);
  offset = 4 * day;
  emulator.advance(offset);
  expect((await failureOf(textOf(client))).code).toBe('auth_expired');
  expect(emulator.counts.auth).toBe(1);
});

test.each([false, true])(
  'a session that rolls lives on as long as it is used (in pieces: %s)',
  async (chunkedCookie) => {
    await using emulator = await startRekaEmulator({ auth: { chunkedCookie } });
    let offset = 0;
    const container = withClock(() => Date.now() + offset);
    await using client = clientFor(emulator, { cookies: emulator.cookies }, { container });
    for (let days = 0; days <= 8; days += 2) {
      emulator.advance(days * day - offset);
      offset = days * day;
      expect(await textOf(client)).toContain('The Reka emulator');
    }
    expect(emulator.counts.auth).toBe(5);
  },
);

test('a session that changes between one piece and several is followed, also in the file', async () => {
  await using emulator = await startRekaEmulator();
  await inFolder(async (folder) => {
    const path = join(folder, 'cookies.json');
    await emulator.writeCookieFile(path);
    await using client = clientFor(emulator, { cookies: path });
    const names = async (): Promise<unknown> =>
      (JSON.parse(await readFile(path, 'utf8')) as { name: string }[]).map(({ name }) => name);
    for (const [chunkedCookie, expected] of [
      [true, ['appSession.0', 'appSession.1', 'appSession.2']],
      [false, ['appSession']],
    ] as const) {
      emulator.set({ auth: { chunkedCookie } });
      emulator.revokeTokens();
      await textOf(client);
      expect(await names()).toEqual(expected);
    }
  });
});

test('a rolled session is saved for its owner only, and the next client goes on with it', async () => {
  await using emulator = await startRekaEmulator();
  await inFolder(async (folder) => {
    const path = join(folder, 'cookies.json');
    await emulator.writeCookieFile(path);
    await chmod(path, 0o644);
    let offset = 0;
    const container = withClock(() => Date.now() + offset);
    for (let days = 0; days <= 6; days += 2) {
      emulator.advance(days * day - offset);
      offset = days * day;
      await using client = clientFor(emulator, { cookies: path }, { container });
      expect(await textOf(client)).toContain('The Reka emulator');
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    }
  });
});

test('a session that rolls with a refusal is kept too', async () => {
  await using emulator = await startRekaEmulator();
  await inFolder(async (folder) => {
    const path = join(folder, 'cookies.json');
    await emulator.writeCookieFile(path);
    const rolled = `appSession=${sessionOf(emulator)}; Path=/; HttpOnly`;
    emulator.next('auth', { fail: { status: 503, headers: { 'set-cookie': rolled, 'retry-after': '0' } } });
    emulator.set({ auth: { rollCookie: false } });
    await using client = clientFor(emulator, { cookies: path });
    await textOf(client);
    expect(await readFile(path, 'utf8')).toContain(rolled.slice('appSession='.length, 200));
  });
});

// A file that changes under a client.

test('two clients with one file keep its session alive, whichever of them renews it', async () => {
  await using emulator = await startRekaEmulator();
  await inFolder(async (folder) => {
    const path = join(folder, 'cookies.json');
    await emulator.writeCookieFile(path);
    let offset = 0;
    const container = withClock(() => Date.now() + offset);
    await using active = clientFor(emulator, { cookies: path }, { container });
    await using idle = clientFor(emulator, { cookies: path }, { container });
    await textOf(active);
    await textOf(idle);
    for (let days = 2; days <= 6; days += 2) {
      emulator.advance(days * day - offset);
      offset = days * day;
      await textOf(active);
    }
    expect(emulator.counts.auth).toBe(5);
    // What it has in memory ended three days ago.
    expect(await textOf(idle)).toContain('The Reka emulator');
    expect(emulator.counts.auth).toBe(6);
  });
});

test('cookies that were exported anew after a refusal are used without a new client', async () => {
  await using emulator = await startRekaEmulator();
  await inFolder(async (folder) => {
    const path = join(folder, 'cookies.json');
    await emulator.writeCookieFile(path);
    await using client = clientFor(emulator, { cookies: path }, noRepeats);
    await textOf(client);
    emulator.signOut();
    expect((await failureOf(textOf(client))).code).toBe('auth_rejected');
    expect((await failureOf(textOf(client))).code).toBe('auth_rejected');
    expect(emulator.counts.auth).toBe(3);
    await emulator.writeCookieFile(path);
    expect(await textOf(client)).toContain('The Reka emulator');
    // The session that is refused, then the one of the file.
    expect(emulator.counts.auth).toBe(5);
    emulator.revokeTokens();
    await textOf(client);
    expect(emulator.counts.auth).toBe(6);
  });
});

test('fresh cookies that are refused too cost one more request, and no endless ones', async () => {
  await using emulator = await startRekaEmulator();
  await inFolder(async (folder) => {
    const path = join(folder, 'cookies.json');
    await emulator.writeCookieFile(path);
    await using client = clientFor(emulator, { cookies: path }, noRepeats);
    await textOf(client);
    await emulator.writeCookieFile(path);
    emulator.signOut();
    expect((await failureOf(textOf(client))).code).toBe('auth_rejected');
    expect(emulator.counts.auth).toBe(3);
    expect((await failureOf(textOf(client))).code).toBe('auth_rejected');
    expect(emulator.counts.auth).toBe(4);
  });
});

test('a renewed session that could not be saved is not given up for the old one of the file', async () => {
  await using emulator = await startRekaEmulator();
  await inFolder(async (folder) => {
    const path = await saved(folder, 'cookies', `Cookie: appSession=${sessionOf(emulator)}\n`);
    await using client = clientFor(emulator, { cookies: path }, noRepeats);
    await textOf(client);
    emulator.signOut();
    expect((await failureOf(textOf(client))).code).toBe('auth_rejected');
    expect(emulator.counts.auth).toBe(2);
  });
});

test.each([[[]], [[{ name: 'theme', value: 'dark', domain: '127.0.0.1' }]]])(
  'a session that the service clears is gone, and nothing is sent without it (beside %j)',
  async (others) => {
    await using emulator = await startRekaEmulator();
    await inFolder(async (folder) => {
      const path = await saved(folder, 'cookies.json', JSON.stringify([cookie(sessionOf(emulator), {}), ...others]));
      await using client = clientFor(emulator, { cookies: path }, noRepeats);
      const cleared = 'appSession=; Path=/; Max-Age=0';
      emulator.next('auth', { fail: { status: 401, headers: { 'set-cookie': cleared } } });
      expect((await failureOf(textOf(client))).code).toBe('auth_rejected');
      for (let count = 0; count < 2; count += 1) {
        expect(await failureOf(textOf(client))).toMatchObject({
          code: 'auth_missing',
          message: expect.stringContaining('the service has ended it'),
        });
      }
      expect(emulator.counts.auth).toBe(1);
      await emulator.writeCookieFile(path);
      expect(await textOf(client)).toContain('The Reka emulator');
      expect(emulator.counts.auth).toBe(2);
    });
  },
);

test.each([
  'evil=1; Domain=evil.example',
  'all=1; Domain=ai.',
  '__Host-x=1; Domain=127.0.0.1',
  `flood=${'x'.repeat(10_000)}`,
])('what does not belong to the session is not taken over: %s', async (header) => {
  await using emulator = await startRekaEmulator({ auth: { rollCookie: false } });
  await inFolder(async (folder) => {
    const path = join(folder, 'cookies.json');
    await emulator.writeCookieFile(path);
    const before = await readFile(path, 'utf8');
    const body = { accessToken: emulator.accessToken };
    emulator.next('auth', { fail: { status: 200, body, headers: { 'set-cookie': header } } });
    await using client = clientFor(emulator, { cookies: path });
    await textOf(client);
    expect(await readFile(path, 'utf8')).toBe(before);
  });
});

test.each<[string, (path: string, folder: string) => Promise<string>]>([
  [
    'a recording',
    async (path, folder) => {
      const [{ value }] = JSON.parse(await readFile(path, 'utf8')) as [{ value: string }];
      const request = { url: 'http://127.0.0.1/', cookies: [{ name: 'appSession', value }], headers: [] };
      return saved(folder, 'a.har', JSON.stringify({ log: { entries: [{ request, response: { headers: [] } }] } }));
    },
  ],
  [
    'a symbolic link',
    async (path, folder) => {
      await symlink(path, join(folder, 'link.json'));
      return join(folder, 'link.json');
    },
  ],
])('%s is read but not written: one warning, and the call succeeds', async (_name, sourceOf) => {
  await using emulator = await startRekaEmulator();
  await inFolder(async (folder) => {
    const exported = join(folder, 'cookies.json');
    await emulator.writeCookieFile(exported);
    const path = await sourceOf(exported, folder);
    const before = await readFile(path, 'utf8');
    const warnings: string[] = [];
    const logger = { debug: () => undefined, warn: (message: string) => void warnings.push(message) };
    await using client = clientFor(emulator, { cookies: path }, { logger });
    await textOf(client);
    emulator.revokeTokens();
    await textOf(client);
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(warnings.filter((message) => message.includes(path))).toHaveLength(1);
  });
});

test('a jar of the caller is asked, and gets what is rolled', async () => {
  await using emulator = await startRekaEmulator();
  const set: string[] = [];
  const jar = {
    getCookieString: () => Promise.resolve(`appSession=${sessionOf(emulator)}`),
    setCookie: (text: string) => Promise.resolve(void set.push(text.split('=', 1)[0] ?? '')),
  };
  await using client = clientFor(emulator, { cookies: jar });
  expect(await textOf(client)).toContain('The Reka emulator');
  expect(set).toEqual(['appSession']);
});

test.each<[string, () => Promise<string>, string]>([
  [
    'throws',
    () => {
      throw new Error('SEKRET');
    },
    'config_invalid',
  ],
  ['rejects', () => Promise.reject(new Error('SEKRET')), 'config_invalid'],
  ['has nothing', () => Promise.resolve(''), 'auth_missing'],
])('a jar that %s fails the call in one message', async (_name, getCookieString, code) => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: { getCookieString, setCookie: () => Promise.resolve() } });
  const failure = await failureOf(textOf(client));
  expect(failure.code).toBe(code);
  expect(inspect(failure, { depth: 9 })).not.toContain('SEKRET');
});

// What the token endpoint says.

const challenge: RekaScenario['auth'] = {
  fail: { status: 403, body: '<html>', headers: { 'cf-mitigated': 'challenge' } },
};

test.each<[string, AuthSwitches, string]>([
  ['no token', { answer: 'no-token' }, 'auth_expired'],
  ['nothing at all', { answer: 'empty' }, 'auth_expired'],
  ['null', { fail: { status: 200, body: [null] } }, 'auth_expired'],
  ['an empty token', { fail: { status: 200, body: { accessToken: '' } } }, 'auth_expired'],
  ['its login page with 200', { answer: 'login-page' }, 'auth_rejected'],
  ['a redirect', { answer: 'redirect' }, 'auth_rejected'],
  ['a redirect to another host', { movedTo: 'https://space.reka.ai' }, 'auth_rejected'],
  ['401', { answer: 'not-authenticated' }, 'auth_rejected'],
  ['not_authenticated with 200', { fail: { status: 200, body: { error: 'not_authenticated' } } }, 'auth_rejected'],
  ['a page against bots', challenge, 'challenged'],
  ['a number', { fail: { status: 200, body: { accessToken: 7 } } }, 'protocol_error'],
  ['a token with a line feed', { fail: { status: 200, body: { accessToken: 'SEKRET\nx: y' } } }, 'protocol_error'],
  ['a token of 1 MB', { fail: { status: 200, body: { accessToken: 'SEKRET'.repeat(160_000) } } }, 'protocol_error'],
  ['more than 1 MiB', { fail: { status: 200, body: { accessToken: 'SEKRET'.repeat(200_000) } } }, 'limit_exceeded'],
  [
    'half a JSON',
    { fail: { status: 200, body: '{"accessToken":"SEK', headers: { 'content-type': 'application/json' } } },
    'protocol_error',
  ],
])('when the token endpoint answers %s, the call says what that means', async (_name, auth, code) => {
  await using emulator = await startRekaEmulator({ auth });
  await using client = clientFor(emulator, { cookies: emulator.cookies }, noRepeats);
  const failure = await failureOf(textOf(client));
  expect(failure).toMatchObject({ code, phase: 'auth', provider: 'reka', model: 'reka-core' });
  expect(inspect(failure, { depth: 9 })).not.toMatch(/SEK/);
  expect(emulator.counts).toMatchObject({ auth: 1, chat: 0 });
});

test('a service that has moved is named', async () => {
  await using emulator = await startRekaEmulator({ auth: { movedTo: 'https://space.reka.ai' } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  expect((await failureOf(textOf(client))).message).toContain('space.reka.ai');
});

test.each<[string, string]>([
  ['no JWT', 'opaque-fake-token'],
  ['a JWT that is no base64', 'a.*.c'],
  ['a JWT without an end', `x.${Buffer.from('{}').toString('base64url')}.z`],
  ['a JWT with an end beyond all time', `x.${Buffer.from('{"exp":1e20}').toString('base64url')}.z`],
  ['a JWT that seems to have ended', fakeToken(Date.now() - day)],
])('a token that is %s is used until it is refused', async (_name, accessToken) => {
  await using emulator = await startRekaEmulator();
  emulator.next('auth', { fail: { status: 200, body: { accessToken } } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  // The emulator does not know the token, so it is refused once and renewed.
  expect(await textOf(client)).toContain('The Reka emulator');
  expect(emulator.counts).toMatchObject({ auth: 2, chat: 2 });
});

test('without any credential the call says which ones there are', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, {});
  expect(await failureOf(textOf(client))).toMatchObject({
    code: 'auth_missing',
    message: expect.stringContaining('REKA_API_KEY'),
  });
});

// Tokens and time.

test('a token that ends between the upload and the chat is renewed, and nothing is uploaded twice', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  await client.chat.completions.create(
    { ...question, image: file(cat) },
    { onProgress: () => emulator.revokeTokens() },
  );
  expect(emulator.counts).toMatchObject({ auth: 2, upload: 1, chat: 2 });
});

test('a token whose end is known is renewed before it is used again', async () => {
  await using emulator = await startRekaEmulator();
  let offset = 0;
  const container = withClock(() => Date.now() + offset);
  await using client = clientFor(emulator, { cookies: emulator.cookies }, { container });
  for (const hours of [0, 23, 25]) {
    emulator.advance(hours * hour - offset);
    offset = hours * hour;
    await textOf(client);
  }
  expect(emulator.counts).toMatchObject({ auth: 2, chat: 3 });
});

test.each([-2, 2, 25])('a clock that is wrong by %i hours costs no failed call', async (hours) => {
  await using emulator = await startRekaEmulator();
  const container = withClock(() => Date.now() + hours * hour);
  await using client = clientFor(emulator, { cookies: emulator.cookies }, { container });
  await textOf(client);
  await textOf(client);
  expect(emulator.counts).toMatchObject({ auth: 1, chat: 2 });
});

test('100 calls at once share one token, and after its refusal one more', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies, maxConcurrent: 100 });
  const all = (): Promise<readonly string[]> => Promise.all(Array.from({ length: 100 }, () => textOf(client)));
  await all();
  expect(emulator.counts).toMatchObject({ auth: 1, chat: 100 });
  emulator.revokeTokens();
  await all();
  expect(emulator.counts).toMatchObject({ auth: 2 });
});

test('100 calls at once whose session is refused fail alike after one request, and the next call tries again', async () => {
  await using emulator = await startRekaEmulator({ auth: { answer: 'not-authenticated', firstByteDelayMs: 300 } });
  await using client = clientFor(emulator, { cookies: emulator.cookies, maxConcurrent: 100 });
  const failures = await Promise.all(Array.from({ length: 100 }, () => failureOf(textOf(client))));
  expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['auth_rejected']));
  expect(emulator.counts.auth).toBe(1);
  emulator.set({ auth: { answer: undefined, firstByteDelayMs: 0 } });
  expect(await textOf(client)).toContain('The Reka emulator');
});

test('who aborts while a token is awaited leaves alone', async () => {
  await using emulator = await startRekaEmulator({ auth: { firstByteDelayMs: 200 } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const controller = new AbortController();
  const first = failureOf(client.chat.completions.create(question, { signal: controller.signal }));
  const second = textOf(client);
  setTimeout(() => controller.abort(), 50);
  expect((await first).code).toBe('aborted');
  expect(await second).toContain('The Reka emulator');
  expect(emulator.counts.auth).toBe(1);
});

test('a late refusal of an old token renews nothing', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  await textOf(client);
  emulator.next('chat', { firstByteDelayMs: 300, fail: { status: 401 } });
  const late = textOf(client);
  await expect.poll(() => emulator.counts.chat).toBe(2);
  emulator.revokeTokens();
  await textOf(client);
  await late;
  expect(emulator.counts.auth).toBe(2);
});

test('a renewal that hangs is bounded by the time of each call, and the next call tries again', async () => {
  await using emulator = await startRekaEmulator({ auth: { firstByteDelayMs: 60_000 } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const failure = await failureOf(client.chat.completions.create(question, { timeout: 100 }));
  expect(failure.code).toBe('timeout');
  emulator.set({ auth: { firstByteDelayMs: 0 } });
  expect(await textOf(client)).toContain('The Reka emulator');
});

test('two accounts in one process are never mixed', async () => {
  await using one = await startRekaEmulator();
  await using two = await startRekaEmulator();
  // Each emulator refuses every credential that it did not issue itself.
  await using first = clientFor(one, { cookies: one.cookies });
  await using second = clientFor(two, { cookies: two.cookies });
  await Promise.all(Array.from({ length: 100 }, (_, index) => textOf(index % 2 === 0 ? first : second)));
  expect([one.counts, two.counts]).toMatchObject([
    { auth: 1, chat: 50 },
    { auth: 1, chat: 50 },
  ]);
});
