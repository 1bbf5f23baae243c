import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDocument } from '../../../../src/auth/cookies/formats/read-document.ts';

const origin = new URL('https://chat.example');
const time = Date.UTC(2026, 11, 24);
const seconds = time / 1000;
const canary = 'canary-secret-value';

const read = (source: unknown) => readDocument(typeof source === 'string' ? source : JSON.stringify(source), origin);

const plain = {
  name: 'appSession',
  value: canary,
  domain: 'chat.example',
  hostOnly: true,
  path: '/',
  secure: false,
  httpOnly: false,
};

test.each<[string, object, object]>([
  [
    'EditThisCookie and Cookie-Editor',
    {
      domain: '.chat.example',
      expirationDate: seconds + 0.25,
      hostOnly: false,
      httpOnly: true,
      name: 'appSession',
      path: '/',
      sameSite: 'no_restriction',
      secure: true,
      session: false,
      storeId: '0',
      value: canary,
      id: 1,
    },
    { hostOnly: false, httpOnly: true, secure: true, sameSite: 'none', expiresAt: time + 250 },
  ],
  [
    'a session cookie',
    { name: 'appSession', value: canary, domain: 'chat.example', session: true, expirationDate: seconds },
    { expiresAt: undefined },
  ],
  [
    'Puppeteer',
    {
      name: 'appSession',
      value: canary,
      domain: 'chat.example',
      path: '/',
      expires: -1,
      size: 9,
      httpOnly: true,
      secure: true,
      session: true,
      sameSite: 'Lax',
    },
    { httpOnly: true, secure: true, sameSite: 'lax' },
  ],
  [
    'Selenium',
    { name: 'appSession', value: canary, domain: '.chat.example', expiry: seconds, sameSite: 'Strict' },
    { hostOnly: false, expiresAt: time, sameSite: 'strict' },
  ],
  [
    'tough-cookie',
    {
      key: 'appSession',
      value: canary,
      domain: 'chat.example',
      path: '/',
      expires: '2026-12-24T00:00:00.000Z',
      hostOnly: true,
    },
    { expiresAt: time },
  ],
  [
    'tough-cookie without expiry',
    { key: 'appSession', value: canary, domain: 'chat.example', expires: 'Infinity' },
    { expiresAt: undefined },
  ],
  [
    'Cookie Quick Manager',
    {
      'Host raw': 'https://.chat.example/',
      'Name raw': 'appSession',
      'Path raw': '/',
      'Content raw': canary,
      Expires: 'Thu, 24 Dec 2026 00:00:00 GMT',
      'Expires raw': String(seconds),
      'Send for raw': 'true',
      'HTTP only raw': 'true',
      'SameSite raw': 'lax',
      'This domain only raw': 'false',
    },
    { hostOnly: false, secure: true, httpOnly: true, sameSite: 'lax', expiresAt: time },
  ],
  [
    'rows of Chromium',
    {
      host_key: '.chat.example',
      name: 'appSession',
      value: canary,
      path: '/',
      expires_utc: (time + 11_644_473_600_000) * 1000,
      is_secure: 1,
      is_httponly: 1,
      samesite: 1,
    },
    { hostOnly: false, secure: true, httpOnly: true, sameSite: 'lax', expiresAt: time },
  ],
  [
    'rows of Firefox',
    {
      host: 'chat.example',
      name: 'appSession',
      value: canary,
      path: '/',
      expiry: seconds,
      isSecure: 1,
      isHttpOnly: 0,
      sameSite: 2,
    },
    { secure: true, sameSite: 'strict', expiresAt: time },
  ],
  ['milliseconds', { name: 'appSession', value: canary, domain: 'chat.example', expires: time }, { expiresAt: time }],
  [
    'an HTTP date',
    { name: 'appSession', value: canary, domain: 'chat.example', expires: 'Thu, 24 Dec 2026 00:00:00 GMT' },
    { expiresAt: time },
  ],
  [
    'seconds as text',
    { name: 'appSession', value: canary, domain: 'chat.example', expires: String(seconds) },
    { expiresAt: time },
  ],
  ['no domain', { name: 'appSession', value: canary }, {}],
  ['a URL in the place of a domain', { name: 'appSession', value: canary, url: 'https://chat.example/login?x=1' }, {}],
  ['a domain with a port', { name: 'appSession', value: canary, domain: 'chat.example:8443' }, {}],
  [
    'an international domain',
    { name: 'appSession', value: canary, domain: '.Bücher.example' },
    { domain: 'xn--bcher-kva.example', hostOnly: false },
  ],
  ['a path that is none', { name: 'appSession', value: canary, path: 'x' }, {}],
])('an export of %s is read', (_, entry, expected) => {
  for (const source of [[entry], { cookies: [entry] }, { url: 'https://chat.example', cookies: [entry] }]) {
    const { kind, cookies } = read(source);
    expect(kind).toBe('json-export');
    expect(cookies).toEqual([{ ...plain, ...expected }]);
  }
});

test('a single cookie without a list around it is one cookie, and a map that only looks like one is a map', () => {
  const cookie = { name: 'appSession', value: canary, domain: 'chat.example' };
  expect(read(cookie)).toMatchObject({ kind: 'json-export', cookies: [plain] });
  expect(
    read({ ...cookie, domain: undefined, url: 'https://chat.example/x', httpOnly: true, storeId: null }),
  ).toMatchObject({
    kind: 'json-export',
    cookies: [{ ...plain, httpOnly: true }],
  });
  expect(() => read({ ...cookie, value: 7 })).toThrow('the cookie has a value that is not text');
  expect(read({ name: 'a', value: 'b', appSession: 'c' })).toMatchObject({
    kind: 'name-value',
    cookies: [{ name: 'name' }, { name: 'value' }, { name: 'appSession' }],
  });
});

test.each(['garbage', 1e20, -5, '-17', 'x'.repeat(100), {}, [], true])(
  'an expiry of %j makes the one cookie unusable',
  (expires) => {
    const [cookie] = read([{ name: 'a', value: 'b', expires }]).cookies;
    expect(cookie).toMatchObject({ problem: 'its expiry cannot be read' });
  },
);

test.each([0, -1, null, '', false, 'session', 'Session'])('an expiry of %j means none', (expires) => {
  const [cookie] = read([{ name: 'a', value: 'b', expires }]).cookies;
  expect(cookie?.expiresAt).toBeUndefined();
  expect(cookie?.problem).toBeUndefined();
});

test('a storage state of Playwright is read', () => {
  const { kind, cookies } = read({
    cookies: [
      {
        name: 'appSession',
        value: canary,
        domain: '.chat.example',
        path: '/',
        expires: seconds + 0.5,
        httpOnly: true,
        secure: true,
        sameSite: 'Lax',
      },
    ],
    origins: [{ origin: 'https://chat.example', localStorage: [] }],
  });
  expect(kind).toBe('playwright');
  expect(cookies).toEqual([
    { ...plain, hostOnly: false, httpOnly: true, secure: true, sameSite: 'lax', expiresAt: time + 500 },
  ]);
});

test('a JSON map of names and values belongs to the host of the origin', () => {
  const { kind, cookies } = read({ appSession: canary, __proto: 'x' });
  expect(kind).toBe('name-value');
  expect(cookies[0]).toEqual({ ...plain, secure: true, httpOnly: true });
});

test('the text of a header is read and never written', () => {
  for (const text of [`appSession=${canary}; b=c==`, `Cookie: appSession=${canary};b=c==\r\n`]) {
    const { kind, cookies, apply } = read(text);
    expect(kind).toBe('cookie-header');
    expect(cookies.map(({ name, value }) => [name, value])).toEqual([
      ['appSession', canary],
      ['b', 'c=='],
    ]);
    expect(apply).toBeUndefined();
  }
});

const row = (...columns: unknown[]): string => columns.join('\t');

test.each(['\n', '\r\n'])('a cookies.txt with line ends %j is read', (end) => {
  const text = [
    '# Netscape HTTP Cookie File',
    '',
    row('#HttpOnly_.Chat.Example', 'TRUE', '/', 'TRUE', seconds, 'appSession', canary),
    '# a comment',
    row('chat.example', 'FALSE', '/deep', 'FALSE', 0, 'plain', 'x'),
    row('chat.example', 'TRUE', '/', 'FALSE', 'garbage', 'odd', 'x'),
    row('chat.example', 'FALSE', '/', 'FALSE', 0, 'empty'),
    '',
  ].join(end);
  const { kind, cookies } = read(text);
  expect(kind).toBe('netscape');
  expect(cookies).toEqual([
    { ...plain, hostOnly: false, httpOnly: true, secure: true, expiresAt: time },
    { ...plain, name: 'plain', value: 'x', path: '/deep', expiresAt: undefined },
    { ...plain, name: 'odd', value: 'x', hostOnly: false, problem: 'its expiry cannot be read' },
    { ...plain, name: 'empty', value: '', expiresAt: undefined },
  ]);
});

const har = (...entries: object[]) => ({ log: { version: '1.2', entries } });
const harEntry = (request: object, response: object = {}) => ({
  startedDateTime: new Date(time).toISOString(),
  request: { url: 'https://chat.example/a', headers: [], cookies: [], ...request },
  response: { headers: [], cookies: [], ...response },
});

test.each<[string, object, object[]]>([
  [
    'a request header',
    har(harEntry({ headers: [{ name: 'Cookie', value: `appSession=${canary}; b=c` }] })),
    [
      { name: 'appSession', value: canary },
      { name: 'b', value: 'c' },
    ],
  ],
  [
    'request cookies',
    har(harEntry({ cookies: [{ name: 'appSession', value: canary }] })),
    [{ name: 'appSession', value: canary, hostOnly: true }],
  ],
  [
    'an answer header, several in one',
    har(
      harEntry(
        {},
        { headers: [{ name: 'set-cookie', value: `appSession=${canary}; Path=/; Max-Age=60\nb=c; Path=/` }] },
      ),
    ),
    [{ name: 'appSession', value: canary, expiresAt: time + 60_000 }, { name: 'b' }],
  ],
  [
    'answer cookies',
    har(
      harEntry(
        {},
        {
          cookies: [
            {
              name: 'appSession',
              value: canary,
              path: '/',
              domain: '.chat.example',
              expires: new Date(time + 5000).toISOString(),
              httpOnly: true,
              secure: true,
            },
          ],
        },
      ),
    ),
    [{ hostOnly: false, httpOnly: true, secure: true, expiresAt: time + 5000 }],
  ],
  [
    'the last word of several',
    har(
      harEntry(
        { cookies: [{ name: 'appSession', value: 'old' }] },
        { headers: [{ name: 'Set-Cookie', value: `appSession=${canary}; Path=/; Domain=chat.example` }] },
      ),
      harEntry({ cookies: [{ name: 'appSession', value: canary }] }),
    ),
    [{ name: 'appSession', value: canary, hostOnly: false }],
  ],
  [
    'a request whose cookie turns out to be of the parent domain',
    har(
      harEntry(
        { url: 'https://chat.parent.example/', cookies: [{ name: 'appSession', value: 'old' }] },
        { headers: [{ name: 'Set-Cookie', value: `appSession=${canary}; Path=/; Domain=parent.example` }] },
      ),
    ),
    [{ value: canary, domain: 'parent.example', hostOnly: false }],
  ],
  [
    'a cleared cookie',
    har(
      harEntry(
        {
          cookies: [
            { name: 'appSession', value: 'old' },
            { name: 'b', value: 'c' },
          ],
        },
        { headers: [{ name: 'Set-Cookie', value: 'appSession=; Path=/; Max-Age=0' }] },
      ),
    ),
    [{ name: 'b' }],
  ],
  [
    'another host',
    har(harEntry({ url: 'https://other.example/', cookies: [{ name: 'appSession', value: canary }] })),
    [{ domain: 'other.example' }],
  ],
])('a recording with %s is read and never written', (_, source, expected) => {
  const { kind, cookies, apply } = read(source);
  expect(kind).toBe('har');
  expect(cookies).toHaveLength(expected.length);
  expect(cookies).toMatchObject(expected);
  expect(apply).toBeUndefined();
});

test.each<[string, string, RegExp]>([
  ['a truncated list', `[{"name":"appSession",\n"value":"${canary}"`, /line 2 is not valid JSON/],
  ['a short text', `{${canary}}`, /line 1 is not valid JSON/],
  ['a line break inside a text', `[\n{"value":"${canary}\n"}]`, /line 2 is/],
  ['a comma too many', `[\n{"value":"${canary}"},\n\n]`, /line 4 is/],
  ['a missing comma', `[{"a":1}\n{"value":"${canary}"}]`, /line 2 is/],
  ['single quotes', `[{'value':'${canary}'}]`, /line 1 is/],
  ['text after the end', `[]\n\n${canary}`, /line 3 is/],
  ['a bad escape', `["\\x${canary}"]`, /line 1 is/],
  ['a bad number', '[01]', /line 1 is/],
  ['4 MiB in one text without its end', `["${'x'.repeat(4_000_000)}`, /line 1 is/],
  ['100,000 open lists', '['.repeat(100_000), /line 1 is/],
  ['an entry that is no object', `[{"name":"a","value":"b"},"${canary}"]`, /cookie 2 of the list is not an object/],
  ['no name', `[{"value":"${canary}"}]`, /cookie 1 of the list has no name/],
  ['a value that is a number', '[{"name":"a","value":4711}]', /cookie 1 of the list has a value that is not text/],
  ['a domain that is a number', '[{"name":"a","value":"b","domain":4711}]', /a domain that is not text/],
  ['a map with an object', `{"a":"b","c":{"x":"${canary}"}}`, /entry 2 \(c\) is not text/],
  [
    'a truncated cookies.txt',
    `# Netscape HTTP Cookie File\nchat.example\tTRUE\t/\tTRUE\t${canary}`,
    /line 2 has 5 columns/,
  ],
  [
    'blanks for tabs that leave a doubt',
    `# Netscape HTTP Cookie File\n\nchat.example TRUE / TRUE 0 a ${canary} x`,
    /line 3 has spaces instead of tabs between its columns, .*save the file with tabs/,
  ],
  [
    'too few columns between blanks',
    `chat.example TRUE / TRUE 0 a ${canary}\nchat.example TRUE /`,
    /line 2 has spaces instead of tabs/,
  ],
  ['too many columns', row('chat.example', 'TRUE', '/', 'TRUE', 0, 'a', 'b', canary), /line 1 has 8 columns/],
  ['shifted columns', row('TRUE', 'TRUE', '/', canary, 'TRUE', 0, 'a'), /line 1 lacks TRUE or FALSE/],
  [
    'a recording without cookies',
    JSON.stringify(har(harEntry({}))),
    /contains no cookies; export it "with sensitive data"/,
  ],
  ['a recording without entries', '{"log":{}}', /no list of entries/],
  ['a broken entry', '{"log":{"entries":[4711]}}', /entry 1 of the recording is not an object/],
  [
    'an entry without URL',
    '{"log":{"entries":[{"request":{"url":"4711"}}]}}',
    /entry 1 of the recording has no request/,
  ],
])('%s is refused by its place and without a value', (_, text, message) => {
  const failure = (() => {
    try {
      readDocument(text, origin);
      return undefined;
    } catch (error) {
      return String(error);
    }
  })();
  expect(failure).toMatch(message);
  expect(failure).not.toMatch(/canary|4711/);
});

test('whatever JSON is cut at, a line of it is named and nothing is quoted', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), fc.nat(), (json, cut) => {
      const text = `[${json}`.slice(0, cut % (json.length + 1) || 1);
      expect(() => readDocument(text, origin)).toThrow(/^line 1 is not valid JSON$/);
    }),
    { seed: 5, numRuns: 300 },
  );
});
