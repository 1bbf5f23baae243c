import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openCookies } from '../../../src/cookies.ts';
import { fakeHost } from '../fake-host.ts';
import { temporaryFile, temporaryFolder } from './temp-folder.ts';

const origin = new URL('https://chat.example');
const entry = { domain: 'chat.example', name: 'appSession', value: 'first-value', storeId: '0', id: 7 };
const other = { domain: '.other.example', name: 'keep', value: 'as it is', expirationDate: 1.5 };
const roll = ['appSession=second-value; Path=/'];

async function rollIn(path: string, host = fakeHost(), headers = roll) {
  const cookies = await openCookies(path, host, origin);
  await cookies.accept(origin, headers);
  return cookies;
}

test('a rolled cookie is saved and the next opening has it', async () => {
  const path = temporaryFile('cookies.json', JSON.stringify([other, entry]));
  await rollIn(path);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([other, { ...entry, value: 'second-value' }]);
  const next = await openCookies(path, fakeHost(), origin);
  expect(await next.header(origin)).toBe('appSession=second-value');
  expect(readdirSync(dirname(path))).toEqual(['cookies.json']);
});

test('a storage state, a cookies.txt and a map are saved too', async () => {
  const sources: [string, string][] = [
    ['state.json', JSON.stringify({ cookies: [entry], origins: [] })],
    ['cookies.txt', 'chat.example\tFALSE\t/\tTRUE\t0\tappSession\tfirst-value\n'],
    ['map.json', JSON.stringify({ appSession: 'first-value' })],
  ];
  for (const [name, content] of sources) {
    const path = temporaryFile(name, content);
    await rollIn(path);
    expect(readFileSync(path, 'utf8')).toBe(content.replace('first-value', 'second-value'));
  }
});

test.each([
  ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16, little-endian', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16, big-endian', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
])('%s is read and kept', async (_, encode) => {
  const text = JSON.stringify([entry], undefined, 2).replaceAll('\n', '\r\n');
  const path = temporaryFile('cookies.json', encode(text));
  await rollIn(path);
  expect(readFileSync(path)).toEqual(encode(text.replace('first-value', 'second-value')));
});

test.skipIf(process.platform === 'win32').each([0o000, 0o022, 0o077])(
  'a saved file has mode 0600 under umask %o, over 0644 too',
  async (mask) => {
    const path = temporaryFile('cookies.json', JSON.stringify([entry]));
    chmodSync(path, 0o644);
    const before = process.umask(mask);
    try {
      await rollIn(path);
    } finally {
      process.umask(before);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
  },
);

test('a value that did not change is not saved', async () => {
  const path = temporaryFile('cookies.json', JSON.stringify([entry]));
  const before = statSync(path);
  await rollIn(path, fakeHost(), ['appSession=first-value; Path=/', 'gone=; Max-Age=0']);
  expect(statSync(path).ino).toBe(before.ino);
});

test('what someone else changed meanwhile is kept', async () => {
  const path = temporaryFile('cookies.json', JSON.stringify([entry]));
  const cookies = await openCookies(path, fakeHost(), origin);
  writeFileSync(path, JSON.stringify([entry, other]));
  await cookies.accept(origin, roll);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([{ ...entry, value: 'second-value' }, other]);
});

test('saves that begin at once are done one after the other', async () => {
  const path = temporaryFile('cookies.json', JSON.stringify([entry]));
  const cookies = await openCookies(path, fakeHost(), origin);
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      cookies.accept(origin, [`c${index}=x; Path=/`, `appSession=v${index}; Path=/`]),
    ),
  );
  const saved: unknown = JSON.parse(readFileSync(path, 'utf8'));
  expect(saved).toHaveLength(21);
  expect(saved).toContainEqual({ ...entry, value: 'v19' });
});

test('a symbolic link is never written through nor replaced', async () => {
  const target = temporaryFile('cookies.json', JSON.stringify([entry]));
  const link = join(temporaryFolder(), 'link.json');
  symlinkSync(target, link);
  const host = fakeHost();
  const cookies = await rollIn(link, host);
  expect(host.warnings).toEqual([expect.stringContaining('it is a symbolic link')]);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, 'utf8')).toContain('first-value');
  expect(await cookies.header(origin)).toBe('appSession=second-value');
});

test.each<[string, (path: string) => void, RegExp]>([
  ['is read-only', (path) => chmodSync(path, 0o400), /it is read-only/],
  ['was removed', (path) => rmSync(path), /it is gone/],
  ['is broken now', (path) => writeFileSync(path, '[{'), /line 1 is not valid JSON/],
  ['is a folder now', (path) => (rmSync(path), symlinkSync('/', path)), /symbolic link/],
])('a file that %s is one warning and the call goes on', async (_, spoil, message) => {
  const path = temporaryFile('cookies.json', JSON.stringify([entry]));
  const host = fakeHost();
  const cookies = await openCookies(path, host, origin);
  spoil(path);
  const before = existsSync(path) && lstatSync(path).isFile() ? readFileSync(path, 'utf8') : undefined;
  await cookies.accept(origin, roll);
  await cookies.accept(origin, ['appSession=third-value; Path=/']);
  expect(host.warnings).toEqual([expect.stringMatching(message)]);
  expect(host.warnings.join()).not.toMatch(/(first|second|third)-value/);
  expect(await cookies.header(origin)).toBe('appSession=third-value');
  if (before !== undefined) expect(readFileSync(path, 'utf8')).toBe(before);
});

test('what could not be saved is saved with the next change', async () => {
  const path = temporaryFile('cookies.json', JSON.stringify([entry]));
  const cookies = await openCookies(path, fakeHost(), origin);
  chmodSync(path, 0o400);
  await cookies.accept(origin, roll);
  chmodSync(path, 0o600);
  await cookies.accept(origin, ['more=x; Path=/']);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain('second-value');
  expect(text).toContain('"more"');
});

test.each([
  [
    'a recording',
    'session.har',
    JSON.stringify({ log: { entries: [{ request: { url: origin.href, cookies: [entry] } }] } }),
    /a recording is never written/,
  ],
  ['the text of a header', 'cookies.txt', 'appSession=first-value', /the text of a header is never written/],
])('%s is never written: one warning', async (_, name, content, message) => {
  const path = temporaryFile(name, content);
  const host = fakeHost();
  const cookies = await rollIn(path, host);
  await cookies.accept(origin, ['appSession=third-value; Path=/']);
  expect(host.warnings).toEqual([expect.stringMatching(message)]);
  expect(readFileSync(path, 'utf8')).toBe(content);
  expect(await cookies.header(origin)).toBe('appSession=third-value');
});

test('what a crash left behind is cleaned away, and what belongs to others is not', async () => {
  const path = temporaryFile('cookies.json', JSON.stringify([entry]));
  const folder = dirname(path);
  const uuid = '01234567-89ab-cdef-0123-456789abcdef';
  const old = [`.cookies.json.42-${uuid}.tmp`, '.cookies.json.lock'];
  const young = `.cookies.json.43-${uuid}.tmp`;
  const foreign = ['.cookies.json.tmp', `.other.json.42-${uuid}.tmp`];
  const past = new Date(Date.now() - 60_000);
  for (const name of [...old, young, ...foreign]) writeFileSync(join(folder, name), '');
  for (const name of [...old, ...foreign]) utimesSync(join(folder, name), past, past);
  await rollIn(path);
  expect(readFileSync(path, 'utf8')).toContain('second-value');
  expect(readdirSync(folder).toSorted()).toEqual([young, ...foreign, 'cookies.json'].toSorted());
});

test('a lock that a living process holds is waited for, and then it is one warning', async () => {
  const path = temporaryFile('cookies.json', JSON.stringify([entry]));
  const lock = join(dirname(path), '.cookies.json.lock');
  writeFileSync(lock, 'someone');
  const host = fakeHost();
  await rollIn(path, host);
  expect(host.warnings).toEqual([expect.stringContaining('another process holds its lock')]);
  expect(readFileSync(lock, 'utf8')).toBe('someone');
});

test('a lock that is let go meanwhile delays the save only', async () => {
  const path = temporaryFile('cookies.json', JSON.stringify([entry]));
  const lock = join(dirname(path), '.cookies.json.lock');
  writeFileSync(lock, 'someone');
  setTimeout(() => rmSync(lock), 60);
  await rollIn(path);
  expect(readFileSync(path, 'utf8')).toContain('second-value');
});
