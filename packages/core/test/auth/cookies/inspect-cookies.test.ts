import { expect, test } from 'vitest';
import * as entryPoint from '../../../src/cookies.ts';
import { fakeHost } from '../fake-host.ts';
import { temporaryFile } from './temp-folder.ts';

const { inspectCookies } = entryPoint;
const origin = new URL('https://chat.example');
const later = Date.UTC(2026, 11, 24) / 1000;

test('a report names hosts, cookies and dates, and what is refused for which reason', async () => {
  const entry = (more: object) => ({ name: 'a', value: 'canary-value', domain: 'chat.example', ...more });
  const path = temporaryFile(
    'cookies.json',
    JSON.stringify([
      entry({ name: 'appSession', expirationDate: later }),
      entry({ name: 'forever' }),
      entry({ name: 'old', expirationDate: 86_400 }),
      entry({ name: 'broken', value: 'canary\n' }),
      entry({ name: '__Host-x' }),
      entry({ name: 'foreign', domain: '.Other.example' }),
      entry({ name: 'suffix', domain: '.example' }),
      entry({ name: 'canary secret', domain: 'canary host' }),
    ]),
  );
  const report = await inspectCookies(path, fakeHost(), origin);
  expect(report).toEqual({
    kind: 'json-export',
    path,
    saved: true,
    hosts: ['(unreadable host)', 'chat.example', 'example', 'other.example'],
    cookies: [
      { name: 'appSession', host: 'chat.example', expiresAt: later * 1000 },
      { name: 'forever', host: 'chat.example', expiresAt: undefined },
    ],
    refused: [
      { name: 'old', host: 'chat.example', cause: 'expired', reason: 'it expired on 1970-01-02T00:00:00.000Z' },
      { name: 'broken', host: 'chat.example', cause: 'unusable', reason: 'its value contains a line break' },
      {
        name: 'foreign',
        host: 'other.example',
        cause: 'other-host',
        reason: 'it belongs to other.example, not to chat.example',
      },
      {
        name: '(unreadable name of 13 characters)',
        host: '(unreadable host)',
        cause: 'other-host',
        reason: 'it belongs to (unreadable host), not to chat.example',
      },
      {
        name: '__Host-x',
        host: 'chat.example',
        cause: 'unusable',
        reason: expect.stringContaining('prefix of its name'),
      },
      { name: 'suffix', host: 'example', cause: 'unusable', reason: 'its domain is a public suffix' },
    ],
  });
  expect(JSON.stringify(report)).not.toContain('canary');
});

test.each([
  ['map', { appSession: 'x' }, false],
  ['netscape', 'chat.example\tFALSE\t/\tTRUE\t0\ta\tb', true],
  [
    'har',
    JSON.stringify({ log: { entries: [{ request: { url: origin.href, cookies: [{ name: 'a', value: 'b' }] } }] } }),
    false,
  ],
  ['cookie-header', 'a=b', false],
  ['name-value', '{"a":"b"}', true],
] as const)('a source of kind %s is reported as one', async (kind, source, saved) => {
  const given = typeof source === 'string' ? temporaryFile('source', source) : source;
  expect(await inspectCookies(given, fakeHost(), origin)).toMatchObject({ kind, saved, cookies: [{}] });
});

test('a source without a cookie for the host is a report and no failure', async () => {
  const source = temporaryFile('c.json', JSON.stringify([{ name: 'a', value: 'b', domain: 'other.example' }]));
  expect(await inspectCookies(source, fakeHost(), origin)).toMatchObject({ hosts: ['other.example'], cookies: [] });
  await expect(inspectCookies('/nowhere/cookies.json', fakeHost(), origin)).rejects.toMatchObject({
    code: 'config_invalid',
  });
});

test('a domain that the host only ends with is another host', async () => {
  const source = temporaryFile('c.json', JSON.stringify([{ name: 'a', value: 'b', domain: '.at.example' }]));
  expect((await inspectCookies(source, fakeHost(), origin)).refused).toMatchObject([{ cause: 'other-host' }]);
});

test('the entry point offers what it is meant to', () => {
  expect(Object.keys(entryPoint).toSorted()).toEqual(['inspectCookies', 'openCookies', 'readChunked']);
});
