import { expect, test } from 'vitest';
import { readDocument } from '../../../../src/auth/cookies/formats/read-document.ts';
import { fakeHost } from '../../fake-host.ts';
import { openCookies } from '../../../../src/cookies.ts';

const origin = new URL('https://chat.example');
const time = Date.UTC(2026, 11, 24);
const tabs = `#HttpOnly_.chat.example\tTRUE\t/\tTRUE\t${time / 1000}\tappSession\tcanary-secret-value`;
const heading = '# Netscape HTTP Cookie File\n';

test.each<[string, string]>([
  ['one blank', tabs.replaceAll('\t', ' ')],
  ['several blanks', tabs.replaceAll('\t', '    ')],
  ['blanks in front and behind', `  ${tabs.replaceAll('\t', '  ')} `],
  ['blanks that do not break', tabs.replaceAll('\t', '\u00A0')],
  ['Windows line ends', `${tabs.replaceAll('\t', ' ')}\r`],
  ['a row with tabs beside it', `${tabs.replaceAll('\t', ' ')}\nother.example\tTRUE\t/\tTRUE\t0\ta\tb`],
])('a cookies.txt with %s in place of tabs is read as the one with tabs', (_, text) => {
  const expected = readDocument(tabs, origin).cookies[0];
  for (const source of [text, heading + text]) {
    const { kind, cookies, skipped } = readDocument(source, origin);
    expect([kind, skipped]).toEqual(['netscape', []]);
    expect(cookies[0]).toEqual(expected);
  }
});

test('a row without tabs is written with tabs when its cookie changes, and left alone otherwise', () => {
  const other = 'chat.example FALSE / FALSE 0 other kept';
  const { cookies, apply } = readDocument(`${tabs.replaceAll('\t', ' ')}\n${other}\n`, origin);
  const changed = { ...cookies[0], value: 'new-value', expiresAt: time + 1000 } as (typeof cookies)[number];
  expect(apply?.([{ kind: 'set', cookie: changed }])).toBe(
    `#HttpOnly_.chat.example\tTRUE\t/\tTRUE\t${time / 1000 + 1}\tappSession\tnew-value\n${other}\n`,
  );
});

test('prose with the words in it is no cookies.txt', () => {
  expect(() => readDocument('it is TRUE that /a is FALSE', origin)).toThrow('its format is unknown');
});

test('a row of a cookies.txt in the place of a path is never shown', async () => {
  for (const value of [tabs.replaceAll('\t', ' '), 'chat.example FALSE / FALSE 0 s canary/secret']) {
    const host = fakeHost();
    const failure: unknown = await openCookies(value, host, origin).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'config_invalid' });
    expect(String(failure)).toContain("cookies: { name: 'value' }");
    expect(String(failure)).not.toContain('canary');
  }
});
