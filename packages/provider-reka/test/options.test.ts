import { inspect } from 'node:util';
import { Client } from '@plugboard/core';
import { expect, test } from 'vitest';
import { reka, type RekaOptions } from '../src/index.ts';
import { originFrom, rekaOptions } from '../src/options.ts';

const validate = (options: unknown): unknown => rekaOptions['~standard'].validate(options);

const jar = { getCookieString: () => Promise.resolve(''), setCookie: () => Promise.resolve() };

test.each([
  [{}],
  [{ apiKey: 'fake-key' }],
  [{ cookies: 'cookies.json' }],
  [{ cookies: { appSession: 'fake' }, accessToken: 'fake.token' }],
  [{ cookies: jar, mediaOnFirstTurn: true }],
  [{ baseUrl: 'https://space.reka.ai' }],
  [{ baseUrl: 'http://127.0.0.1:8080/v1/' }],
])('%j is taken', (options) => {
  expect(validate(options)).toEqual({ value: options, typed: true, issues: undefined });
});

test.each([
  [{ apiKey: 'two words' }, 'visible ASCII'],
  [{ apiKey: 'line\nbreak' }, 'visible ASCII'],
  [{ accessToken: '' }, 'visible ASCII'],
  [{ cookies: '' }, 'the path of a cookie file'],
  [{ cookies: 'appSession=SECRET-VALUE' }, "{ appSession: '...' }"],
  [{ cookies: ['SECRET-VALUE'] }, 'the path of a cookie file'],
  [{ cookies: {} }, 'the path of a cookie file'],
  [{ cookies: { appSession: 1 } }, 'the path of a cookie file'],
  [{ baseUrl: 'chat.reka.ai' }, 'http(s) origin'],
  [{ baseUrl: 'ftp://chat.reka.ai' }, 'http(s) origin'],
  [{ baseUrl: 'https://user:SECRET-VALUE@chat.reka.ai' }, 'http(s) origin'],
  [{ baseUrl: 'https://chat.reka.ai/v2' }, 'http(s) origin'],
  [{ baseUrl: 'https://chat.reka.ai/?SECRET-VALUE' }, 'http(s) origin'],
  [{ apiKey: 'SECRET-VALUE', cookies: 'cookies.json' }, 'pass one or the other'],
  [{ mediaOnFirstTurn: 'SECRET-VALUE' }, 'true or false'],
  [{ apiKey: 7 }, 'apiKey: must be a string'],
  [{ apikey: 'SECRET-VALUE' }, 'apikey'],
])('%j is refused, and no value is shown', async (options, message) => {
  await using client = new Client({ provider: reka(options as RekaOptions), config: false, discover: false });
  const question = { model: 'reka-core', messages: [{ role: 'user' as const, content: 'hi' }] };
  const error = await Promise.resolve(client.chat.completions.create(question)).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'config_invalid', message: expect.stringContaining(message) });
  expect(inspect(error, { depth: 9 })).not.toContain('SECRET-VALUE');
});

test('space around a key is no part of it', () => {
  expect(validate({ apiKey: ' fake-key\n' })).toMatchObject({ value: { apiKey: 'fake-key' } });
});

test('the version in a base URL is left out', () => {
  expect(originFrom('https://api.reka.ai/v1').href).toBe('https://api.reka.ai/');
});
