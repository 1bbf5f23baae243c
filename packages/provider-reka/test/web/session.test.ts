import { expect, test } from 'vitest';
import { PlugboardError, type Tokens } from '@plugboard/core/provider';
import { sessionCredential, type SessionOptions } from '../../src/web/session.ts';
import { fakeService, fakeSession, fakeToken, rejection, type FakeService, type Scripted } from '../fake-call.ts';

const origin = new URL('https://chat.reka.ai');
const now = 1_700_000_000_000;
const day = 86_400_000;
const address = '/bff/auth/access_token';
const { signal } = new AbortController();
const cookies = { appSession: fakeSession(now + day) };

function session(
  options: SessionOptions,
  answer: Scripted = { json: { accessToken: fakeToken(now + day) } },
): FakeService & { tokens: Tokens } {
  const fake = fakeService({ [address]: answer }, () => now);
  const { token } = sessionCredential(options, origin, fake.host)();
  if (token === undefined) throw new Error('There are no tokens.');
  return { ...fake, tokens: token };
}

test('the cookies go with one request to the token endpoint, and the token is kept', async () => {
  const { tokens, sent } = session({ cookies });
  expect(sent).toEqual([]);
  expect(await tokens.get(signal)).toBe(fakeToken(now + day));
  await tokens.get(signal);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    request: { phase: 'auth', url: address },
    defaults: { baseUrl: origin },
    token: undefined,
  });
  expect(await sent[0]?.request.cookies?.header(new URL(address, origin))).toBe(`appSession=${cookies.appSession}`);
});

test('a session that has ended fails before any request', async () => {
  const { tokens, sent } = session({ cookies: { appSession: fakeSession(now - 1000) } });
  expect(await rejection(tokens.get(signal))).toMatchObject({ code: 'auth_expired' });
  expect(sent).toEqual([]);
});

test('a ready token alone is a header, because nothing renews it, and needs no request', () => {
  const accessToken = fakeToken(now + day);
  const { host, sent } = fakeService({});
  const credential = sessionCredential({ accessToken }, origin, host);
  expect(credential()).toEqual({ headers: { authorization: `Bearer ${accessToken}` } });
  expect(sent).toEqual([]);
});

test('a ready token alone that has ended, or ends meanwhile, fails with its time', () => {
  let time = now;
  const { host } = fakeService({}, () => time);
  const credential = sessionCredential({ accessToken: fakeToken(now + 1000) }, origin, host);
  expect(credential).not.toThrow();
  time = now + 1000;
  const message = expect.stringContaining(new Date(now + 1000).toISOString());
  expect(credential).toThrow(expect.objectContaining({ code: 'auth_expired', message }));
});

test('beside cookies, a ready token is used first and the cookies when it was refused or has ended', async () => {
  const accessToken = fakeToken(now + day, 'ready');
  const refused = session({ accessToken, cookies });
  expect(await refused.tokens.get(signal)).toBe(accessToken);
  refused.tokens.reject(accessToken);
  expect(await refused.tokens.get(signal)).toBe(fakeToken(now + day));

  const ended = session({ accessToken: fakeToken(now - 1000), cookies });
  expect(await ended.tokens.get(signal)).toBe(fakeToken(now + day));
});

test('an empty answer means that nobody is signed in', async () => {
  const { tokens } = session({ cookies }, { error: new PlugboardError('empty_response', 'Nothing.') });
  expect(await rejection(tokens.get(signal))).toMatchObject({ code: 'auth_expired', phase: 'auth' });
});
