import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CookieJar } from 'tough-cookie';
import { expect, test } from 'vitest';
import { openCookies } from '../../../src/cookies.ts';
import type { CookieSource } from '../../../src/auth/cookies/load-source.ts';
import { fakeHost } from '../fake-host.ts';
import { temporaryFile, temporaryFolder } from './temp-folder.ts';

const origin = new URL('https://chat.example');
const page = new URL('/auth/token', origin);
const later = Date.UTC(2026, 11, 24) / 1000;
const earlier = Date.UTC(2026, 0, 1) / 1000;
const canary = 'canary-secret-value';

const session = (more: object = {}) => ({
  name: 'appSession',
  value: canary,
  domain: 'chat.example',
  path: '/',
  ...more,
});

async function headerOf(source: CookieSource, url = page): Promise<string | undefined> {
  const cookies = await openCookies(source, fakeHost(), origin);
  return cookies.header(url);
}

function exported(...entries: object[]): string {
  return temporaryFile('cookies.json', JSON.stringify(entries));
}

test('a map of names and values becomes the header of its origin', async () => {
  expect(await headerOf({ appSession: canary, other: 'x' })).toBe(`appSession=${canary}; other=x`);
});

test.each([
  'https://evil.example/',
  'https://sub.chat.example/',
  'https://chat.example:8443/',
  'http://chat.example/',
  'https://chat.example.evil.example/',
  'https://user@chat.example/',
  'https://chat.example%5C@evil.example/',
  'https://chat.example./',
])('no cookie goes to %s', async (url) => {
  expect(await headerOf({ appSession: canary }, new URL(url))).toBeUndefined();
});

test('a path is resolved by the host', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'cookies.json'), JSON.stringify([session()]), { mode: 0o600 });
  const cookies = await openCookies('cookies.json', fakeHost({ folder }), origin);
  expect(await cookies.header(page)).toBe(`appSession=${canary}`);
});

test('a jar of tough-cookie is used as it is and takes what the service sets', async () => {
  const jar = new CookieJar();
  await jar.setCookie('appSession=first-value; Secure', origin.href);
  const cookies = await openCookies(jar, fakeHost(), origin);
  expect(await cookies.header(page)).toBe('appSession=first-value');
  await cookies.accept(page, ['appSession=second-value; Path=/', 'evil=x; Domain=evil.example']);
  expect(await jar.getCookieString(page.href)).toContain('appSession=second-value');
  expect(await jar.getCookieString('https://evil.example')).toBe('');
});

test.each([
  ['a host-only cookie of the host', { domain: 'chat.example', hostOnly: true }, true],
  ['a leading dot', { domain: '.chat.example' }, true],
  ['mixed case', { domain: '.Chat.EXAMPLE' }, true],
  ['a parent domain', { domain: '.parent.example' }, false],
  ['a look-alike', { domain: 'evilchat.example' }, false],
  ['a host that only starts alike', { domain: 'chat.example.evil.example' }, false],
  ['a host below', { domain: 'sub.chat.example' }, false],
  ['a public suffix', { domain: '.example' }, false],
])('of an export, %s: sent is %o %s', async (_, attributes, sent) => {
  const header = await headerOf(exported(session(attributes), session({ name: 'anchor', value: 'a' })));
  expect(header?.includes('appSession')).toBe(sent);
});

test('a cookie of the parent domain is sent unless it is for the parent alone', async () => {
  const below = new URL('https://chat.parent.example');
  const open = async (attributes: object) => {
    const source = exported(
      session(attributes),
      session({ name: 'anchor', value: 'a', domain: 'chat.parent.example' }),
    );
    return (await openCookies(source, fakeHost(), below)).header(below);
  };
  expect(await open({ domain: '.parent.example' })).toContain('appSession');
  expect(await open({ domain: 'parent.example', hostOnly: false })).toContain('appSession');
  expect(await open({ domain: 'parent.example', hostOnly: true })).toBe('a=a'.replace('a=', 'anchor='));
});

test('Secure cookies go to http on loopback and not to another http origin', async () => {
  const loopback = new URL('http://127.0.0.1:4711');
  const source = exported(session({ domain: '127.0.0.1', secure: true }));
  expect(await (await openCookies(source, fakeHost(), loopback)).header(loopback)).toBe(`appSession=${canary}`);
  const plain = new URL('http://chat.example');
  await expect(openCookies(exported(session({ secure: true })), fakeHost(), plain)).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining('it is Secure, and the connection is not'),
  });
});

test.each(['http://127.0.0.1:4711', 'http://localhost:4711', 'http://[::1]:4711'])(
  'a map serves %s',
  async (address) => {
    const loopback = new URL(address);
    const cookies = await openCookies({ appSession: canary, '__Host-id': 'abc' }, fakeHost(), loopback);
    expect(await cookies.header(loopback)).toBe(`appSession=${canary}; __Host-id=abc`);
  },
);

test('a file that names the real host is refused for a loopback origin, and says so', async () => {
  const loopback = new URL('http://127.0.0.1:4711');
  await expect(openCookies(exported(session()), fakeHost(), loopback)).rejects.toMatchObject({
    code: 'auth_missing',
    message: expect.stringContaining('no cookie for 127.0.0.1:4711; hosts found: chat.example'),
  });
});

const failing: readonly (readonly [string, () => CookieSource, string, RegExp])[] = [
  ['a missing file', () => '/nowhere/cookies.json', 'config_invalid', /there is no such file/],
  ['an empty path', () => '  ', 'config_invalid', /empty/],
  ['a folder', () => temporaryFolder(), 'config_invalid', /it is a folder/],
  ['an empty file', () => temporaryFile('c.json', ''), 'config_invalid', /it is empty/],
  ['blanks only', () => temporaryFile('c.json', ' \r\n'), 'config_invalid', /it is empty/],
  [
    'a browser database',
    () => temporaryFile('Cookies', 'SQLite format 3\0'),
    'config_invalid',
    /browser's own database/,
  ],
  ['a binary file', () => temporaryFile('c.json', Buffer.from([1, 0, 2, 0, 3])), 'config_invalid', /not a text file/],
  ['a web page', () => temporaryFile('c.json', '<html>'), 'config_invalid', /web page/],
  ['prose', () => temporaryFile('c.json', 'my cookies\nare here'), 'config_invalid', /format is unknown/],
  [
    'more than 5 MiB',
    () => temporaryFile('c.json', ' '.repeat(5 * 1024 * 1024 + 1)),
    'config_invalid',
    /larger than 5 MiB/,
  ],
  ['a device', () => '/dev/null', 'config_invalid', /not a regular file/],
  ['an empty list', () => exported(), 'auth_missing', /it contains no cookies/],
  ['an empty map', () => ({}), 'auth_missing', /it contains no cookies/],
  ['another host', () => exported(session({ domain: 'other.example' })), 'auth_missing', /hosts found: other\.example/],
  [
    'an expired cookie',
    () => exported(session({ expirationDate: earlier })),
    'auth_expired',
    /expired on 2026-01-01T00:00:00/,
  ],
  ['a value with a line break', () => exported(session({ value: `${canary}\n` })), 'config_invalid', /a line break/],
  ['a value with a semicolon', () => ({ appSession: `${canary}; x=y` }), 'config_invalid', /";"/],
  ['a value with a quote', () => ({ appSession: `"${canary}"` }), 'config_invalid', /a double quote/],
  ['a value with a space', () => ({ appSession: `Bearer ${canary}` }), 'config_invalid', /a space/],
  ['a value outside ASCII', () => ({ appSession: `${canary}é` }), 'config_invalid', /outside ASCII/],
  ['a control character', () => ({ appSession: `${canary}\u001b` }), 'config_invalid', /a control character/],
  [
    'a value of more than 4 KiB',
    () => ({ appSession: canary.repeat(300) }),
    'config_invalid',
    /larger than 4096 bytes/,
  ],
  ['an empty value', () => ({ appSession: '' }), 'config_invalid', /its value is empty/],
  ['a name that holds a value', () => ({ [`${canary}; x`]: 'x' }), 'config_invalid', /unreadable name of/],
  [
    'an unset variable',
    () => ({ appSession: undefined }) as unknown as CookieSource,
    'config_invalid',
    /appSession .* undefined/,
  ],
  ['a list', () => [canary] as unknown as CookieSource, 'config_invalid', /path of a file, a map/],
  ['null', () => null as unknown as CookieSource, 'config_invalid', /path of a file, a map/],
];

test.each(failing)('%s fails with the reason and without a value', async (_, source, code, message) => {
  const failure: unknown = await openCookies(source(), fakeHost(), origin).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code, phase: 'setup' });
  expect(String(failure)).toMatch(message);
  expect(String(failure)).not.toContain('canary');
});

test.each([
  `appSession=${canary}`,
  `appSession=${canary}; other=x`,
  `Cookie: appSession=${canary}`,
  `eyJhbGciOiJkaXIifQ..${canary}`,
  `{"appSession":"${canary}"}`,
  canary,
  `${canary}\n`,
  `${canary}/${'x'.repeat(101)}`,
  `${canary}=\0`,
  `chat.example\tFALSE\t/\tTRUE\t0\tappSession\t${canary}`,
  `a\t${canary}`,
  `data:application/json,${canary}`,
  ` DATA:,/${canary}`,
  `${canary}\u001b.json`,
])('a value where a path belongs shows the map form and not the value (%#)', async (value) => {
  const host = fakeHost();
  const failure: unknown = await openCookies(value, host, origin).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'config_invalid' });
  expect(String(failure)).toContain("cookies: { name: 'value' }");
  expect(String(failure)).not.toContain('canary');
  expect(host.redactor.clean(value)).not.toContain('canary');
});

test.each(['data:x.json', 'a\tb.json', 'a\u007fb.json'])('%j is never looked for on the disk', async (name) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), JSON.stringify([session()]));
  await expect(openCookies(name, fakeHost({ folder }), origin)).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining("cookies: { name: 'value' }"),
  });
});

test('a file whose name looks like a value is still read', async () => {
  const path = temporaryFile('app=session', JSON.stringify([session()]));
  expect(await headerOf(path)).toBe(`appSession=${canary}`);
});

test('a symbolic link is read through', async () => {
  const link = join(temporaryFolder(), 'link.json');
  symlinkSync(exported(session()), link);
  expect(await headerOf(link)).toBe(`appSession=${canary}`);
});

test('a cookie that expires during the run fails before the request', async () => {
  const host = fakeHost();
  const cookies = await openCookies(exported(session({ expirationDate: later })), host, origin);
  host.time = later * 1000 - 1;
  expect(await cookies.header(page)).toBe(`appSession=${canary}`);
  host.time = later * 1000;
  await expect(cookies.header(page)).rejects.toMatchObject({
    code: 'auth_expired',
    message: expect.stringContaining('2026-12-24'),
  });
});

test("whether a cookie has expired is judged by the client's clock, not by the system's", async () => {
  const host = fakeHost({ time: Date.UTC(2001, 0, 1) });
  const expirationDate = Date.UTC(2001, 0, 2) / 1000;
  const cookies = await openCookies(exported(session({ expirationDate })), host, origin);
  expect(await cookies.header(page)).toBe(`appSession=${canary}`);
});

test('the expiry that a sealed session shows in clear counts, in a map too', async () => {
  const sealed = (exp: unknown): string =>
    `${Buffer.from(JSON.stringify({ alg: 'dir', exp })).toString('base64url')}..a.b.c`;
  await expect(headerOf({ appSession: sealed(earlier) })).rejects.toMatchObject({ code: 'auth_expired' });
  for (const exp of [later, 'soon', 1e20, -1, undefined])
    expect(await headerOf({ appSession: sealed(exp) })).toContain('appSession');
});

test('a session in pieces whose first one shows in clear that it is over has expired, and lacks nothing', async () => {
  const sealed = `${Buffer.from(JSON.stringify({ alg: 'dir', exp: earlier })).toString('base64url')}..a.b.c`;
  const pieces = { 's.0': sealed.slice(0, -3), 's.1': sealed.slice(-3) };
  await expect(openCookies(pieces, fakeHost(), origin, { session: 's' })).rejects.toMatchObject({
    code: 'auth_expired',
  });
});

test('with the name of the session other cookies do not count as one', async () => {
  const open = (...entries: object[]) =>
    openCookies(exported(...entries), fakeHost(), origin, { session: 'appSession' });
  const other = session({ name: '_ga', value: 'x' });
  await expect(open(other)).rejects.toMatchObject({
    code: 'auth_missing',
    message: expect.stringContaining('no cookie appSession'),
  });
  await expect(open(other, session({ expirationDate: earlier }))).rejects.toMatchObject({ code: 'auth_expired' });
  await expect(open(other, session())).resolves.toBeDefined();
  await expect(
    open(other, session({ name: 'appSession.0' }), session({ name: 'appSession.1' })),
  ).resolves.toBeDefined();
  await expect(open(session({ name: 'appSession.0' }), session({ name: 'appSession.2' }))).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining('Missing: appSession.1.'),
  });
});

test('of a session in one piece and in chunks only the newer form is sent', async () => {
  const chunks = ['appSession.1', 'appSession.0'].map((name) => session({ name, expirationDate: later }));
  const open = async (expirationDate: number) => {
    const source = exported(...chunks, session({ expirationDate }));
    const cookies = await openCookies(source, fakeHost(), origin, { session: 'appSession' });
    return (await cookies.header(page))?.split('; ').map((pair) => pair.split('=')[0]);
  };
  expect(await open(later - 1)).toEqual(['appSession.1', 'appSession.0']);
  expect(await open(later + 1)).toEqual(['appSession']);
});

test('of 5,000 cookies the 100 that matter most are kept', async () => {
  const entries = Array.from({ length: 5000 }, (_, index) =>
    session({
      name: `c${index}`,
      value: 'x',
      domain: index < 2000 ? 'other.example' : 'chat.example',
      httpOnly: index > 4949,
    }),
  );
  const header = await headerOf(exported(...entries, session()));
  const names = header?.split('; ').map((pair) => pair.split('=')[0]) ?? [];
  expect(names).toHaveLength(100);
  expect(names).toContain('c4999');
  const named = await openCookies(exported(...entries, session()), fakeHost(), origin, { session: 'appSession' });
  expect(await named.header(page)).toContain(canary);
});

test('a cookie of exactly 4 KiB is kept', async () => {
  expect(await headerOf({ s: 'x'.repeat(4095) })).toHaveLength(4097);
  await expect(headerOf({ s: 'x'.repeat(4096) })).rejects.toMatchObject({ code: 'config_invalid' });
});

test('a header has at most 8,190 bytes; what matters least is left out, with one warning', async () => {
  const host = fakeHost();
  const large = { value: 'x'.repeat(4000), httpOnly: true };
  const source = exported(
    session({ name: 'a', ...large }),
    session({ name: 'b', ...large }),
    session({ name: 'tracker', value: 'x'.repeat(300) }),
    session({ name: 'z', value: '1' }),
  );
  const cookies = await openCookies(source, host, origin);
  expect((await cookies.header(page))?.replaceAll(/x+/g, '')).toBe('a=; b=; z=1');
  await cookies.header(page);
  expect(host.warnings).toEqual([expect.stringContaining('tracker')]);
  const chunks = Object.fromEntries([0, 1, 2].map((index) => [`appSession.${index}`, 'x'.repeat(3000)]));
  const tooMuch = await openCookies(chunks, fakeHost(), origin, { session: 'appSession' });
  await expect(tooMuch.header(page)).rejects.toMatchObject({ code: 'limit_exceeded' });
});

test('a header of exactly 8,190 bytes is sent whole', async () => {
  const length = async (second: number): Promise<number | undefined> =>
    (await headerOf({ a: 'x'.repeat(4095), b: 'x'.repeat(second) }))?.length;
  expect(await length(8190 - 4097 - 4)).toBe(8190);
  expect(await length(8191 - 4097 - 4)).toBe(4097);
});

test('every loaded value is told to the redactor', async () => {
  const host = fakeHost();
  await openCookies({ appSession: canary, other: 'another-secret' }, host, origin);
  expect(host.redactor.clean(`${canary} another-secret`)).toBe('[redacted] [redacted]');
});

test('refused cookies of the host are one warning without their values', async () => {
  const host = fakeHost();
  const source = exported(session(), session({ name: 'bad', value: 'canary\n' }), session({ name: 'old', expires: 1 }));
  await openCookies(source, host, origin);
  expect(host.warnings).toHaveLength(1);
  expect(host.warnings[0]).toMatch(/bad \(its value contains a line break\), old \(it expired on/);
  expect(host.warnings.join()).not.toContain('canary');
});

test.each([
  [0o600, 0],
  [0o400, 0],
  [0o640, 1],
  [0o604, 1],
  [0o644, 1],
])('a file of mode %o causes %i warnings', async (mode, count) => {
  const host = fakeHost();
  const path = exported(session());
  chmodSync(path, mode);
  await openCookies(path, host, origin);
  expect(host.warnings).toHaveLength(count);
  if (count > 0) expect(host.warnings[0]).toContain('chmod 600');
});

test('cookies are sent by path, longer paths first', async () => {
  const source = exported(session({ value: 'root' }), session({ name: 'deep', value: 'x', path: '/auth' }));
  expect(await headerOf(source)).toBe('deep=x; appSession=root');
  expect(await headerOf(source, new URL('/api', origin))).toBe('appSession=root');
});

test('two clients with two accounts are never mixed', async () => {
  const clients = await Promise.all(
    ['one', 'two'].map((name) => openCookies({ appSession: `account-${name}` }, fakeHost(), origin)),
  );
  for (let index = 0; index < 50; index++) {
    const client = clients[index % 2];
    await client?.accept(page, [`appSession=account-${index % 2}-${index}; Path=/`]);
    expect(await client?.header(page)).toBe(`appSession=account-${index % 2}-${index}`);
  }
});

test('a folder in the place of a parent is named as a missing file', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'a'));
  writeFileSync(join(folder, 'a', 'b.json'), '[]');
  await expect(headerOf(join(folder, 'a', 'b.json', 'c.json'))).rejects.toThrow('there is no such file');
});
