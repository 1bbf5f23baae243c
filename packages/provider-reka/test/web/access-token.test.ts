import { expect, test } from 'vitest';
import { accessTokenFrom, tokenExpiry } from '../../src/web/access-token.ts';
import { fakeService, fakeToken } from '../fake-call.ts';

const { http } = fakeService({});

test.each(['accessToken', 'access_token', 'token'])('the token is read from %s', (key) => {
  expect(accessTokenFrom({ [key]: 'fake-token' }, http)).toBe('fake-token');
});

test.each([
  [{}, 'auth_expired'],
  [null, 'auth_expired'],
  ['', 'auth_expired'],
  [{ accessToken: '' }, 'auth_expired'],
  [{ accessToken: null }, 'auth_expired'],
  [{ error: 'not_authenticated' }, 'auth_rejected'],
  [{ error: 'down' }, 'server_error'],
  [{ accessToken: 7 }, 'protocol_error'],
  [{ accessToken: 'line\nbreak' }, 'protocol_error'],
  [{ accessToken: 'ü' }, 'protocol_error'],
  [{ accessToken: 'x'.repeat(20_000) }, 'protocol_error'],
])('the answer %j is %s', (body, code) => {
  expect(() => accessTokenFrom(body, http)).toThrow(expect.objectContaining({ code, phase: 'auth' }));
});

test.each([
  ['opaque', undefined],
  ['a.*.c', undefined],
  [fakeToken(1e23), undefined],
  [fakeToken(-1000), undefined],
  [fakeToken(5000), 5000],
])('the end of the token %s is %s', (token, expected) => {
  expect(tokenExpiry(token)).toBe(expected);
});
