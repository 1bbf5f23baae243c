import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CookieRecord } from '../../../../src/auth/cookies/cookie-record.ts';
import { readDocument } from '../../../../src/auth/cookies/formats/read-document.ts';

const origin = new URL('https://chat.example');
const time = Date.UTC(2026, 11, 24);

const cookie = (more: Partial<CookieRecord> = {}): CookieRecord => ({
  name: 'appSession',
  value: 'new-value',
  domain: 'chat.example',
  hostOnly: true,
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'lax',
  expiresAt: time,
  ...more,
});

function apply(
  text: string,
  ...changes: Parameters<NonNullable<ReturnType<typeof readDocument>['apply']>>[0][number][]
): string {
  const written = readDocument(text, origin).apply?.(changes);
  if (written === undefined) throw new Error('not writable');
  return written;
}

const set = (more: Partial<CookieRecord> = {}) => ({ kind: 'set' as const, cookie: cookie(more) });

test.each([
  ['expirationDate', 1_700_000_000.5, time / 1000],
  ['expirationDate', 1_700_000_000, time / 1000],
  ['expires', 1_700_000_000_000, time],
  ['expires', '2023-11-14T22:13:20.000Z', '2026-12-24T00:00:00.000Z'],
  ['expires', 'Tue, 14 Nov 2023 22:13:20 GMT', 'Thu, 24 Dec 2026 00:00:00 GMT'],
  ['Expires raw', '1700000000', String(time / 1000)],
  ['expires_utc', 13_344_473_600_000_000, (time + 11_644_473_600_000) * 1000],
  ['expires', -1, time / 1000],
])('an export keeps its unit of time: %s %s becomes %s', (key, before, after) => {
  const entry = { name: 'appSession', value: 'old', domain: 'chat.example', extra: [1, { deep: true }] };
  const other = { name: 'other', value: 'kept', domain: 'other.example', [key]: before };
  const written = apply(JSON.stringify([{ ...entry, [key]: before }, other]), set());
  expect(JSON.parse(written)).toEqual([{ ...entry, value: 'new-value', [key]: after }, other]);
});

test('a single cookie stays one, and becomes a list with another one', () => {
  const entry = { name: 'appSession', value: 'old', domain: 'chat.example', extra: 1 };
  const text = JSON.stringify(entry);
  const written = apply(text, set({ expiresAt: undefined }));
  expect(JSON.parse(written)).toEqual({ ...entry, value: 'new-value' });
  expect(JSON.parse(apply(text, set({ name: 'other' })))).toEqual([
    entry,
    expect.objectContaining({ name: 'other', value: 'new-value', domain: 'chat.example' }),
  ]);
  expect(apply(text, { kind: 'remove', cookie: cookie() })).toBe('[]');
});

test.each(['', '  ', '\t', '    '])('JSON keeps its indentation %j, line ends and last line break', (indent) => {
  const text = `${JSON.stringify([{ name: 'appSession', value: 'old', domain: 'chat.example' }], undefined, indent)}\n`;
  expect(apply(text, set({ value: 'old', expiresAt: undefined }))).toBe(text);
  const windows = text.replaceAll('\n', '\r\n');
  expect(apply(windows, set({ value: 'old', expiresAt: undefined }))).toBe(windows);
});

test('a session that has no expiry any more is written as one', () => {
  const entry = {
    name: 'appSession',
    value: 'old',
    domain: 'chat.example',
    expirationDate: 1_900_000_000,
    session: false,
  };
  const [written] = JSON.parse(apply(JSON.stringify([entry]), set({ expiresAt: undefined }))) as object[];
  expect(written).toEqual({ name: 'appSession', value: 'new-value', domain: 'chat.example', session: true });
});

test('new cookies are added and cleared ones removed, in every format that is written', () => {
  const old = { name: 'appSession', value: 'old', domain: 'chat.example', path: '/' };
  const other = { name: 'other', value: 'kept', domain: 'chat.example', path: '/' };
  const line = (name: string): string => `chat.example\tFALSE\t/\tTRUE\t0\t${name}\tvalue`;
  const sources = [
    JSON.stringify([old, other]),
    JSON.stringify({ cookies: [old, other], origins: [] }),
    JSON.stringify({ appSession: 'old', other: 'kept' }),
    `# Netscape HTTP Cookie File\n${line('appSession')}\n${line('other')}\n`,
    `${line('appSession')}\r\n${line('other')}`,
  ];
  for (const text of sources) {
    const { kind } = readDocument(text, origin);
    const written = apply(
      text,
      { kind: 'remove', cookie: cookie() },
      set({ name: 'appSession.0', value: 'first' }),
      set({ name: 'appSession.1', value: 'second' }),
    );
    const after = readDocument(written, origin);
    expect(after.kind).toBe(kind);
    expect(after.cookies.map(({ name }) => name)).toEqual(['other', 'appSession.0', 'appSession.1']);
    if (kind === 'name-value') continue;
    const { httpOnly, secure, hostOnly, expiresAt } = cookie();
    expect(after.cookies[1]).toMatchObject({ httpOnly, secure, hostOnly, expiresAt, value: 'first' });
  }
});

test('a cookies.txt keeps comments, blank lines and the lines of other cookies byte for byte', () => {
  const before = [
    '# Netscape HTTP Cookie File',
    '# mine',
    '',
    '.other.example\tTRUE\t/\tFALSE\t1\ta\tb',
    '#HttpOnly_chat.example\tFALSE\t/\tTRUE\t0\tappSession\told',
    '',
    '# end',
    '',
  ];
  for (const end of ['\n', '\r\n']) {
    const after = before.map((line) =>
      line.includes('appSession')
        ? `#HttpOnly_chat.example\tFALSE\t/\tTRUE\t${time / 1000}\tappSession\tnew-value`
        : line,
    );
    expect(apply(before.join(end), set())).toBe(after.join(end));
  }
});

test.each(['\n', '\r\n'])('a cookies.txt without a last line break (%j) gets one when a line is added', (end) => {
  const line = (name: string, value: string): string => `chat.example\tFALSE\t/\tTRUE\t0\t${name}\t${value}`;
  const added = set({ name: 'b', value: 'x', httpOnly: false, expiresAt: undefined });
  expect(apply(`# comment${end}${line('a', 'y')}`, added)).toBe(
    `# comment${end}${line('a', 'y')}${end}${line('b', 'x')}${end}`,
  );
});

test('a storage state keeps its other parts', () => {
  const state = {
    cookies: [
      {
        name: 'appSession',
        value: 'old',
        domain: 'chat.example',
        path: '/',
        expires: -1,
        httpOnly: true,
        secure: true,
        sameSite: 'Lax',
      },
    ],
    origins: [{ origin: 'https://chat.example', localStorage: [{ name: 'a', value: 'b' }] }],
  };
  const written: unknown = JSON.parse(apply(JSON.stringify(state), set()));
  expect(written).toEqual({ ...state, cookies: [{ ...state.cookies[0], value: 'new-value', expires: time / 1000 }] });
});

test('a map keeps an entry that is named __proto__', () => {
  expect(apply('{"__proto__":"x","appSession":"old"}', set())).toBe('{"__proto__":"x","appSession":"new-value"}');
});

test('what is written is read back, whatever the cookies', () => {
  const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
  const values = fc.stringMatching(/^[!#-:<-~]{1,60}$/);
  const records = fc.uniqueArray(
    fc.record({
      name: token,
      value: values,
      expiresAt: fc.option(fc.integer({ min: 1, max: 99_999_999_999 }), { nil: undefined }),
      hostOnly: fc.boolean(),
    }),
    { selector: ({ name }) => name, maxLength: 8 },
  );
  fc.assert(
    fc.property(
      records,
      fc.constantFrom('[]', '{"cookies":[],"origins":[]}', '# Netscape HTTP Cookie File\n'),
      (list, empty) => {
        const cookies = list.map(({ expiresAt, ...rest }) =>
          cookie({ ...rest, expiresAt: expiresAt === undefined ? undefined : expiresAt * 1000 }),
        );
        const written = apply(empty, ...cookies.map((one) => ({ kind: 'set' as const, cookie: one })));
        const strip = (one: CookieRecord): CookieRecord => ({ ...one, sameSite: undefined });
        expect(readDocument(written, origin).cookies.map(strip)).toEqual(cookies.map(strip));
      },
    ),
    { seed: 11, numRuns: 150 },
  );
});
