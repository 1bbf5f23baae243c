import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inspectCookies, openCookies } from '../../../src/cookies.ts';
import { fakeHost } from '../fake-host.ts';
import { temporaryFile } from './temp-folder.ts';

const origin = new URL('https://chat.example');
const canary = 'canary-secret-value';
const good = { name: 'appSession', value: canary, domain: 'chat.example', path: '/' };
const rowOf = (...columns: readonly unknown[]): string => columns.join('\t');
const goodRow = rowOf('chat.example', 'FALSE', '/', 'TRUE', 0, 'appSession', canary);
const har = (...entries: unknown[]): string => JSON.stringify({ log: { entries } });
const requestTo = (url: string, headers: object[], cookies: object[] = []): object => ({
  request: { url, headers, cookies },
  response: { headers: [], cookies: [] },
});
const cookieHeader = (value: string): object => ({ name: 'Cookie', value });
const goodEntry = requestTo(origin.href, [cookieHeader(`appSession=${canary}`)]);

/** A source with the session, and with something of another site that cannot be read; the name, host and place of that. */
type Spoiled = readonly [string, string, { readonly name: string; readonly host: string; readonly reason: string }];

const lists: readonly (readonly [string, object, string, string])[] = [
  ['no value', { name: 'a', domain: '.other.example' }, 'a', 'has no value'],
  ['a value of null', { name: 'a', value: null, domain: 'other.example' }, 'a', 'has no value'],
  [
    'a value that is a number',
    { name: 'a', value: 4711, domain: '.Other.Example' },
    'a',
    'has a value that is not text',
  ],
  ['no name', { value: canary, domain: 'other.example' }, '(no name)', 'has no name'],
  ['nothing but a host', { domain: 'other.example' }, '(no name)', 'has no name'],
  [
    'a name that is a list',
    { name: [canary], value: 'x', host: 'other.example' },
    '(no name)',
    'has a name that is not text',
  ],
  [
    'the fields of Cookie Quick Manager',
    { 'Host raw': 'https://.other.example/', 'Name raw': 'a', 'Content raw': 7 },
    'a',
    'has a value that is not text',
  ],
  [
    'the fields of Chromium, encrypted',
    { host_key: '.other.example', name: 'a', encrypted_value: canary },
    'a',
    'has no value',
  ],
  [
    'the fields of Firefox',
    { host: '.other.example', name: 'a', value: { secret: canary } },
    'a',
    'has a value that is not text',
  ],
  [
    'a URL in place of a host',
    { url: 'https://other.example/x', name: 'a', value: true },
    'a',
    'has a value that is not text',
  ],
];

const spoiled: readonly Spoiled[] = [
  ...lists.flatMap(([what, entry, name, fault]): Spoiled[] => {
    const told = { name, host: 'other.example', reason: `cookie 1 of the list ${fault}` };
    return [
      [`a list with ${what}`, JSON.stringify([entry, good]), told],
      [`a wrapped list with ${what}`, JSON.stringify({ url: origin.href, cookies: [entry, good] }), told],
      [`a storage state with ${what}`, JSON.stringify({ cookies: [entry, good], origins: [] }), told],
    ];
  }),
  ...(
    [
      [
        'too few columns',
        rowOf('.other.example', 'TRUE', '/', 'TRUE', canary),
        'has 5 columns separated by tabs instead of 7',
      ],
      ['nothing but a host', 'other.example\t', 'has 2 columns separated by tabs instead of 7'],
      [
        'too many columns',
        rowOf('other.example', 'TRUE', '/', 'TRUE', 0, 'a', 'b', canary),
        'has 8 columns separated by tabs instead of 7',
      ],
      [
        'neither TRUE nor FALSE',
        rowOf('#HttpOnly_.other.example', 'yes', '/', 'TRUE', 0, 'a', canary),
        'lacks TRUE or FALSE in column 2 or 4',
      ],
      ['an address', rowOf('192.0.2.7', 'TRUE', canary), 'has 3 columns separated by tabs instead of 7'],
      ['the name of this machine', rowOf('localhost', canary), 'has 2 columns separated by tabs instead of 7'],
      ['a host cut off, without tabs', 'other.exam', 'has spaces instead of tabs between its columns'],
      [
        'blanks that leave a doubt',
        `other.example TRUE / TRUE 0 a ${canary} b`,
        'has spaces instead of tabs between its columns',
      ],
    ] as const
  ).map(([what, line, fault]): Spoiled => {
    const host = /(\d+\.[\d.]+|localhost|other\.exam(?:ple)?)/.exec(line)?.[0] ?? '';
    return [
      `a cookies.txt with ${what}`,
      `${goodRow}\n${line}\n`,
      { name: '(no name)', host, reason: `line 2 ${fault}` },
    ];
  }),
  ...(
    [
      ['no request', { response: {} }, 'has no request with a URL'],
      ['a request without URL', { request: { headers: [cookieHeader(canary)] } }, 'has no request with a URL'],
      ['a URL that is none', requestTo('4711', []), 'has no request with a URL'],
      ['null', null, 'is not an object'],
    ] as const
  ).map(([what, entry, fault]): Spoiled => [
    `a recording with an entry that has ${what}`,
    har(entry, goodEntry),
    { name: '(no name)', host: '(no host)', reason: `entry 1 of the recording ${fault}` },
  ]),
];

test.each(spoiled)('%s is used, and the report tells what was skipped', async (_, text, { name, host, reason }) => {
  const path = temporaryFile('cookies', text);
  const fake = fakeHost();
  const cookies = await openCookies(path, fake, origin, { session: 'appSession' });
  expect(await cookies.header(origin)).toBe(`appSession=${canary}`);
  expect(fake.warnings).toEqual([]);
  const report = await inspectCookies(path, fakeHost(), origin, { session: 'appSession' });
  expect(report.cookies).toMatchObject([{ name: 'appSession', host: 'chat.example' }]);
  expect(report.refused).toEqual([{ name, host, cause: 'malformed', reason: expect.stringContaining(reason) }]);
  expect(report.hosts).toEqual(host === '(no host)' ? ['chat.example'] : ['chat.example', host].sort());
  expect(JSON.stringify(report)).not.toMatch(/canary|4711/);
});

test.each<[string, string, RegExp]>([
  ['of the site itself', JSON.stringify([good, { ...good, name: 'b', value: 7 }]), /cookie 2 of the list has a value/],
  [
    'of its parent domain',
    JSON.stringify([good, { name: 'b', domain: '.example' }]),
    /cookie 2 of the list has no value/,
  ],
  [
    'of a site that cannot be made out',
    JSON.stringify([good, { ...good, domain: 7, value: 7 }]),
    /a domain that is not text/,
  ],
  ['without a site', JSON.stringify([good, { name: 'b' }]), /cookie 2 of the list has no value/],
  ['that is no object', JSON.stringify([good, canary]), /cookie 2 of the list is not an object/],
  ['of the site itself, in a cookies.txt', `${goodRow}\n.chat.example\tTRUE`, /line 2 has 2 columns/],
  [
    'whose columns have moved',
    `${goodRow}\n${rowOf('TRUE', 'TRUE', '/', canary, 'TRUE', 0, 'a')}`,
    /line 2 lacks TRUE/,
  ],
])('an entry %s still fails the file: it may be the session', async (_, text, message) => {
  const failure: unknown = await openCookies(temporaryFile('cookies', text), fakeHost(), origin).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ code: 'config_invalid' });
  expect(String(failure)).toMatch(message);
  expect(String(failure)).not.toContain('canary');
});

test('where nothing else is found, the message tells what was skipped', async () => {
  const path = temporaryFile('cookies.txt', rowOf('.other.example', 'TRUE', canary, 'TRUE'));
  await expect(openCookies(path, fakeHost(), origin, { session: 'appSession' })).rejects.toMatchObject({
    code: 'auth_missing',
    message: expect.stringMatching(
      /hosts found: other\.example\. Skipped because it cannot be read: .*line 1 has 4 columns/,
    ),
  });
});

test.each<[string, string]>([
  ['a list', JSON.stringify([{ domain: 'other.example', mine: [1] }, good], undefined, 2)],
  ['a storage state', JSON.stringify({ cookies: [{ domain: 'other.example', mine: [1] }, good], origins: [] })],
  ['a cookies.txt', `# mine\nother.example\tTRUE\n${goodRow}\n`],
])('what was skipped stays in %s that is saved back', async (_, text) => {
  const path = temporaryFile('cookies', text);
  const cookies = await openCookies(path, fakeHost(), origin);
  await cookies.accept(origin, ['appSession=canary-renewed-value; Path=/; Secure']);
  expect(readFileSync(path, 'utf8')).toBe(text.replace(canary, 'canary-renewed-value'));
  await cookies.accept(origin, ['appSession=; Max-Age=0; Path=/', 'added=x; Path=/']);
  const saved = readFileSync(path, 'utf8');
  expect(saved).toContain('other.example');
  expect(saved).toContain('added');
  expect(saved).not.toContain('appSession');
});

test('a cookie without a name, as browsers send it, is one refused cookie of a recording', async () => {
  const entry = requestTo(origin.href, [cookieHeader(`lonely; appSession=${canary}; =x`)]);
  const path = temporaryFile('a.har', har(entry, requestTo('https://other.example/', [cookieHeader('lonely')])));
  const report = await inspectCookies(path, fakeHost(), origin);
  expect(report.cookies.map(({ name }) => name)).toEqual(['appSession']);
  expect(report.refused.map(({ host, cause, reason }) => [host, cause, reason])).toEqual([
    ['chat.example', 'unusable', 'it has no name'],
    ['other.example', 'other-host', 'it belongs to other.example, not to chat.example'],
  ]);
});

test('a value of a recording that is not text is a refused cookie', async () => {
  const entry = requestTo(
    origin.href,
    [],
    [
      { name: 'a', value: null },
      { name: 'appSession', value: canary },
    ],
  );
  const report = await inspectCookies(temporaryFile('a.har', har(entry)), fakeHost(), origin);
  expect(report.refused).toMatchObject([{ name: 'a', cause: 'unusable', reason: 'its value is not text' }]);
});
