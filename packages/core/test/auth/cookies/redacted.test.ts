import { expect, test } from 'vitest';
import { inspectCookies, openCookies } from '../../../src/cookies.ts';
import type { CookieSource } from '../../../src/auth/cookies/load-source.ts';
import { isPlaceholder } from '../../../src/auth/cookies/select-cookies.ts';
import { fakeHost } from '../fake-host.ts';
import { temporaryFile } from './temp-folder.ts';

const origin = new URL('https://chat.example');
const canary = 'canary-secret-value';

test.each<[string, boolean]>([
  ['[redacted]', true],
  ['[REDACTED]', true],
  ['<redacted>', true],
  ['(removed)', true],
  ['{{redacted}}', true],
  ['[appSession redacted]', true],
  ['[REDACTED: session cookie]', true],
  ['***REDACTED***', true],
  ['redacted', true],
  ['__REDACTED__', true],
  ['*****', true],
  ['•••••', true],
  ['...', true],
  ['…', true],
  ['eyJhbGciOiJkaXIifQ..[redacted]', true],
  ['eyJhbGciOiJIUzI1NiJ9.e30.redacted', true],
  ['', false],
  ['x', false],
  ['hidden', false],
  ['secret', false],
  ['removed-banner=1', false],
  ['[1,2]', false],
  ['unredacted', false],
  ['a..b', false],
  ['**', false],
  ['{"sanitized":true}', false],
  [canary, false],
])('%j stands for a value that was taken out: %s', (value, expected) => {
  expect(isPlaceholder(value)).toBe(expected);
});

const har = (request: object, response: object = {}, url = 'https://chat.example/a'): string =>
  JSON.stringify({
    log: {
      entries: [
        { request: { url, headers: [], cookies: [], ...request }, response: { headers: [], cookies: [], ...response } },
      ],
    },
  });

const session = { name: 'appSession', value: '[redacted]', domain: 'chat.example', path: '/' };
const row = (value: string, name = 'appSession'): string => `chat.example\tFALSE\t/\tTRUE\t0\t${name}\t${value}`;

const redacted: readonly (readonly [string, CookieSource | string])[] = [
  [
    'a recording whose header has placeholders',
    har({ headers: [{ name: 'Cookie', value: 'appSession=[redacted]; _ga=[redacted]' }] }),
  ],
  ['a recording whose header is a placeholder', har({ headers: [{ name: 'cookie', value: '[redacted]' }] })],
  ['a recording whose cookies are placeholders', har({ cookies: [{ name: 'appSession', value: '[redacted]' }] })],
  ['a recording whose names are placeholders too', har({ cookies: [{ name: '[redacted]', value: '[redacted]' }] })],
  [
    'a recording whose answers are cleaned',
    har({}, { headers: [{ name: 'Set-Cookie', value: 'appSession=[redacted]; Path=/' }] }),
  ],
  ['a recording whose answers are placeholders', har({}, { headers: [{ name: 'Set-Cookie', value: '[redacted]' }] })],
  [
    'a recording whose answers have placeholders for cookies',
    har({}, { cookies: [{ name: 'appSession', value: '[redacted]' }] }),
  ],
  ['a list', JSON.stringify([session, { ...session, name: '_ga', value: 'x' }])],
  ['a single cookie', JSON.stringify(session)],
  ['a storage state', JSON.stringify({ cookies: [session], origins: [] })],
  ['a cookies.txt', row('[redacted]')],
  ['a JSON map', JSON.stringify({ appSession: '[redacted]' })],
  ['a header', 'Cookie: appSession=<redacted>'],
  ['a map in code', { appSession: '...' }],
  [
    'a session in pieces, the last of them taken out',
    `${row(canary, 'appSession.0')}\n${row('[redacted]', 'appSession.1')}`,
  ],
  [
    'a session in pieces, the first of them taken out',
    `${row('[redacted]', 'appSession.0')}\n${row(canary, 'appSession.1')}`,
  ],
];

test.each(redacted)('%s: the error says that values were taken out', async (what, source) => {
  const given = typeof source === 'string' ? temporaryFile('cookies', source) : source;
  const failure: unknown = await openCookies(given, fakeHost(), origin, { session: 'appSession' }).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ code: 'config_invalid', phase: 'setup' });
  expect(String(failure)).toMatch(/values were replaced by placeholders such as "\[redacted\]"/);
  expect(String(failure)).toContain(what.includes('recording') ? '"with sensitive data"' : 'with their values');
  expect(String(failure)).not.toContain('canary');
  const report = await inspectCookies(given, fakeHost(), origin);
  expect(report.refused).toContainEqual(expect.objectContaining({ host: 'chat.example', cause: 'redacted' }));
});

test('a recording of which only one side was cleaned still has the session', async () => {
  const real = `appSession=${canary}`;
  const entry = (sent: string, answered: string): object => ({
    request: { url: origin.href, headers: [{ name: 'Cookie', value: sent }] },
    response: { headers: [{ name: 'Set-Cookie', value: `${answered}; Path=/; Secure` }] },
  });
  for (const entries of [
    [entry(real, 'appSession=[redacted]')],
    [entry('appSession=[redacted]', real), entry('appSession=[redacted]', real)],
  ]) {
    const path = temporaryFile('a.har', JSON.stringify({ log: { entries } }));
    const cookies = await openCookies(path, fakeHost(), origin, { session: 'appSession' });
    expect(await cookies.header(origin)).toBe(real);
  }
});

test('a placeholder beside the session is one refused cookie, and no secret', async () => {
  const host = fakeHost();
  const source = temporaryFile('c.txt', `${row(canary)}\n${row('[redacted-by-a-tool]', '_ga')}`);
  const cookies = await openCookies(source, host, origin, { session: 'appSession' });
  expect(await cookies.header(origin)).toBe(`appSession=${canary}`);
  expect(host.warnings).toEqual([expect.stringContaining('_ga (its value was replaced by a placeholder')]);
  expect(host.redactor.clean('[redacted-by-a-tool]')).toBe('[redacted-by-a-tool]');
});

test('the placeholder of another site is of no concern', async () => {
  const text = har({ headers: [{ name: 'Cookie', value: '[redacted]' }] }, {}, 'https://other.example/');
  await expect(openCookies(temporaryFile('a.har', text), fakeHost(), origin)).rejects.toMatchObject({
    code: 'auth_missing',
    message: expect.stringContaining('hosts found: other.example'),
  });
});

test('a piece that cannot be sent is never left out of a session', async () => {
  const source = temporaryFile('c.txt', `${row(canary, 'appSession.0')}\n${row('a"b', 'appSession.1')}`);
  await expect(openCookies(source, fakeHost(), origin, { session: 'appSession' })).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining('appSession.1: its value contains a double quote'),
  });
});
