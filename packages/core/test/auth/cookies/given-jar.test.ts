import { inspect } from 'node:util';
import { CookieJar, Store } from 'tough-cookie';
import { expect, test } from 'vitest';
import type { CookieJarLike } from '../../../src/contract/credentials.ts';
import { GivenJar } from '../../../src/auth/cookies/given-jar.ts';
import { inspectCookies } from '../../../src/cookies.ts';
import { fakeHost } from '../fake-host.ts';

const origin = new URL('https://chat.example');

function open(jar: Partial<CookieJarLike>, host = fakeHost(), session?: string): GivenJar {
  const whole: CookieJarLike = { getCookieString: async () => 'a=b', setCookie: async () => undefined, ...jar };
  const { redactor, log } = host;
  return new GivenJar({ jar: whole, origin, redactor, log, session, deadline: 30, now: () => host.now() });
}

class SilentStore extends Store {
  override findCookies(): never {
    return new Promise(() => undefined) as never;
  }
}

const bad: readonly (readonly [string, () => unknown])[] = [
  [
    'throws',
    () => {
      throw new Error('canary');
    },
  ],
  ['rejects', () => Promise.reject(Object.assign(new Error('canary'), { code: 'EBROKEN', syscall: 'read' }))],
  ['rejects with nothing', () => Promise.reject(undefined)],
  ['never calls back', () => new Promise(() => undefined)],
  ['gives nothing', () => undefined],
  ['gives null', async () => null],
  ['gives an object', async () => ({ appSession: 'canary' })],
  ['gives a line break', async () => 'appSession=canary\r\nx: y'],
  ['gives what is not ASCII', async () => 'appSession=canary\u00e9'],
  ['gives too much', async () => `appSession=${'canary'.repeat(2000)}`],
];

test.each(bad)('a jar that %s fails in time and shows nothing', async (_, getCookieString) => {
  const failure: unknown = await open({ getCookieString: getCookieString as never })
    .header(origin)
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'config_invalid' });
  expect(inspect(failure, { depth: Infinity, showHidden: true })).not.toContain('canary');
});

test('the cause of a failing store is its name, code and syscall', async () => {
  const getCookieString = () =>
    Promise.reject(Object.assign(new TypeError('canary'), { code: 'EBROKEN', syscall: 'read' }));
  await expect(open({ getCookieString }).header(origin)).rejects.toMatchObject({
    cause: { name: 'TypeError', code: 'EBROKEN', syscall: 'read' },
  });
});

test('a tough-cookie jar over a store that never calls back fails in time', async () => {
  const jar = new CookieJar(new SilentStore());
  await expect(open({ getCookieString: (url) => jar.getCookieString(url) }).header(origin)).rejects.toMatchObject({
    code: 'config_invalid',
  });
});

test.each(bad.slice(0, 4))('a jar whose setCookie %s is one warning and the call goes on', async (_, setCookie) => {
  const host = fakeHost();
  const jar = open({ setCookie: setCookie as never }, host);
  await jar.accept(origin, ['a=canary-value; Path=/']);
  await jar.accept(origin, ['a=canary-value; Path=/']);
  expect(host.warnings).toHaveLength(1);
  expect(host.warnings[0]).not.toContain('canary');
});

test('an empty jar, or one without the session, is a missing sign-in', async () => {
  await expect(open({ getCookieString: async () => '' }).header(origin)).rejects.toMatchObject({
    code: 'auth_missing',
  });
  await expect(open({}, fakeHost(), 'appSession').header(origin)).rejects.toThrow('no cookie appSession');
  await expect(
    open({ getCookieString: async () => 'appSession.0=x' }, fakeHost(), 'appSession').header(origin),
  ).resolves.toBe('appSession.0=x');
});

test('a jar is not asked about other origins', async () => {
  let asked = 0;
  const jar = open({ getCookieString: async () => (asked++, 'a=b'), setCookie: async () => void asked++ });
  expect(await jar.header(new URL('https://evil.example'))).toBeUndefined();
  await jar.accept(new URL('https://evil.example'), ['a=b']);
  expect(asked).toBe(0);
});

test('a jar is not given what another host would own', async () => {
  const given: string[] = [];
  const jar = open({ setCookie: async (cookie) => void given.push(cookie) });
  await jar.accept(origin, ['a=b; Path=/', 'c=d; Domain=evil.example', 'e=f; Domain=at.example']);
  expect(given).toEqual(['a=b; Path=/']);
});

test('values of a jar are told to the redactor, loaded and rolled ones', async () => {
  const host = fakeHost();
  const jar = open({ getCookieString: async () => 'a=first-secret' }, host);
  await jar.header(origin);
  await jar.accept(origin, ['a=second-secret']);
  expect(host.redactor.clean('first-secret second-secret')).toBe('[redacted] [redacted]');
});

test('a jar is inspected by what it would send', async () => {
  const jar = new CookieJar();
  await jar.setCookie('appSession=canary', origin.href);
  expect(await inspectCookies(jar, fakeHost(), origin)).toEqual({
    kind: 'jar',
    saved: true,
    hosts: ['chat.example'],
    cookies: [{ name: 'appSession', host: 'chat.example' }],
    refused: [],
  });
});
