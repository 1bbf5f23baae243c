import { expect, test } from 'vitest';
import { cpuMs } from '../../../../../scripts/lib/cpu-time.ts';
import { openCookies } from '../../../src/cookies.ts';
import { fakeHost } from '../fake-host.ts';

const origin = new URL('https://chat.example');
const page = new URL('/auth/token', origin);

async function open(map: Record<string, string> = { appSession: 'first-value' }, host = fakeHost()) {
  return openCookies(map, host, origin);
}

test('a rolled cookie replaces the old one', async () => {
  const cookies = await open();
  await cookies.accept(page, ['appSession=second-value; Path=/; HttpOnly; Secure; SameSite=Lax']);
  expect(await cookies.header(page)).toBe('appSession=second-value');
});

test.each([
  ['for another host', 'appSession=evil-value; Domain=evil.example; Path=/'],
  ['for a host below', 'appSession=evil-value; Domain=sub.chat.example; Path=/'],
  ['for a public suffix', 'appSession=evil-value; Domain=example; Path=/'],
  ['with a bad __Host- prefix', '__Host-id=evil-value; Path=/'],
  ['with __Host- and a domain', '__Host-id=evil-value; Path=/; Secure; Domain=chat.example'],
  ['with a bad __Secure- prefix', '__Secure-id=evil-value; Path=/'],
  ['without a name', '=evil-value'],
  ['without an equals sign', 'evil-value'],
  ['of nothing', ''],
  ['of semicolons', ';'.repeat(8000)],
  ['with a control character', 'appSession=evil\u0001value; Path=/'],
  ['with a space inside', 'appSession=evil value; Path=/'],
  ['of more than 4 KiB', `appSession=${'evil'.repeat(1100)}; Path=/`],
  ['of 10 MiB', `appSession=${'evil'.repeat(2_621_440)}`],
  ['that is not text', 42 as unknown as string],
])('a Set-Cookie %s is ignored', async (_, header) => {
  const cookies = await open();
  await cookies.accept(page, [header]);
  expect(await cookies.header(page)).toBe('appSession=first-value');
});

test('a Set-Cookie for a suffix of the public list is ignored', async () => {
  const reka = new URL('https://chat.reka.ai');
  const cookies = await openCookies({ appSession: 'first-value' }, fakeHost(), reka);
  await cookies.accept(reka, [
    'appSession=evil-value; Domain=ai.',
    'appSession=evil-value; Domain=ai',
    'appSession=x; Domain=.AI',
  ]);
  expect(await cookies.header(reka)).toBe('appSession=first-value');
  await cookies.accept(reka, ['parent=value; Domain=.Reka.AI; Path=/']);
  expect(await cookies.header(reka)).toBe('appSession=first-value; parent=value');
});

test('an answer from elsewhere changes nothing', async () => {
  const cookies = await open();
  for (const url of ['https://evil.example/', 'https://chat.example:444/', 'http://chat.example/']) {
    await cookies.accept(new URL(url), ['appSession=evil-value; Path=/']);
  }
  expect(await cookies.header(page)).toBe('appSession=first-value');
});

test.each([
  'appSession=; Path=/',
  'appSession=x; Path=/; Max-Age=0',
  'appSession=x; Path=/; Max-Age=-1',
  'appSession=x; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
])('the service clears a cookie by %s', async (header) => {
  const cookies = await open({ appSession: 'first-value', other: 'x' });
  await cookies.accept(page, [header]);
  expect(await cookies.header(page)).toBe('other=x');
});

test.each([
  'appSession=new-value; Path=/; Max-Age=60',
  'appSession=new-value; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
])('the lifetime in %s counts from the clock of the client', async (header) => {
  const host = fakeHost({ time: Date.UTC(2031, 0, 1) });
  const cookies = await open({ appSession: 'first-value' }, host);
  await cookies.accept(page, [header]);
  host.time += 59_999;
  expect(await cookies.header(page)).toBe('appSession=new-value');
  host.time += 1;
  await expect(cookies.header(page)).rejects.toMatchObject({ code: 'auth_expired', phase: 'auth' });
});

test.each(['garbage', '1e20', 'Fri, 31 Dec 99999 23:59:59 GMT', ''])(
  'an unreadable date (%s) means: no expiry',
  async (expires) => {
    const cookies = await open();
    await cookies.accept(page, [`appSession=new-value; Path=/; Expires=${expires}`]);
    expect(await cookies.header(page)).toBe('appSession=new-value');
  },
);

test('a session that changes to chunks is followed', async () => {
  const cookies = await open();
  await cookies.accept(page, ['appSession=; Max-Age=0; Path=/', 'appSession.0=aa; Path=/', 'appSession.1=bb; Path=/']);
  expect(await cookies.header(page)).toBe('appSession.0=aa; appSession.1=bb');
});

test('of several headers for one cookie the last counts', async () => {
  const cookies = await open();
  await cookies.accept(page, ['appSession=second; Path=/', 'appSession=; Path=/', 'appSession=third; Path=/']);
  expect(await cookies.header(page)).toBe('appSession=third');
});

test('a flood fills the jar to 100 cookies at most, and those that it had still roll', async () => {
  const cookies = await open();
  for (let round = 0; round < 3; round++) {
    const flood = Array.from({ length: 999 }, (_, index) => `flood${round}-${index}=x; Path=/`);
    await cookies.accept(page, [...flood, `appSession=value-${round}; Path=/`]);
  }
  const pairs = (await cookies.header(page))?.split('; ') ?? [];
  expect(pairs).toHaveLength(100);
  expect(pairs).toContain('appSession=value-2');
});

test.each([
  ['foreign', (index: number) => `c${index}=x; Domain=evil${index}.example`],
  ['own', (index: number) => `c${index}=value-number-${index}; Path=/; Secure; HttpOnly`],
  ['rolled', (index: number) => `appSession=value-number-${index}; Path=/; Secure; HttpOnly`],
  ['semicolon', (index: number) => `c${index}=x${';'.repeat(2000)}`],
])('1,000 %s headers take less than 20 ms of the processor', async (_, header) => {
  const durations: number[] = [];
  for (let round = 0; round < 5; round++) {
    const cookies = await open();
    const headers = Array.from({ length: 1000 }, (_, index) => header(index));
    const start = cpuMs();
    await cookies.accept(page, headers);
    durations.push(cpuMs() - start);
  }
  expect(Math.min(...durations)).toBeLessThan(20);
});

test('every rolled value is told to the redactor', async () => {
  const host = fakeHost();
  const cookies = await open({ appSession: 'first-value' }, host);
  await cookies.accept(page, ['appSession=second-value; Path=/']);
  expect(host.redactor.clean('first-value second-value')).toBe('[redacted] [redacted]');
});

test('names of the prototype are cookies like others', async () => {
  const cookies = await open();
  await cookies.accept(page, ['__proto__=x; Path=/', 'constructor=y; Path=/']);
  expect(await cookies.header(page)).toBe('appSession=first-value; __proto__=x; constructor=y');
  expect(Object.keys(Object.prototype)).toEqual([]);
});
