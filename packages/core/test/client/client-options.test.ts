import { expect, test } from 'vitest';
import { Client, type ClientOptions } from '../../src/index.ts';
import { defineProvider } from '../../src/provider.ts';
import { readSettings } from '../../src/client/read-settings.ts';
import { readTimeouts } from '../../src/client/client-options.ts';
import { timeoutsOf } from '../../src/client/parse/call-settings.ts';

const secret = 'fake-key-SEKRET';
const plugin = defineProvider<{ apiKey?: string }>({
  id: 'told',
  models: [],
  secrets: ['apiKey'],
  create: () => ({ async *stream() {} }),
});

/** What the constructor says of options. */
function refusal(options: unknown): string {
  const make = (): Client => new Client(options as ClientOptions);
  try {
    make();
  } catch (error) {
    expect(error).toMatchObject({ code: 'config_invalid' });
    return error instanceof Error ? error.message : '';
  }
  return 'accepted';
}

test.each<[object, string]>([
  [
    { apiKey: secret },
    `new Client() has no option apiKey. Keys, addresses and headers belong to a provider. Write: new Client({ provider: openai({ apiKey: '...' }) }), with: import { openai } from "@plugboard/provider-openai".`,
  ],
  [{ api_key: secret }, "new Client({ provider: openai({ apiKey: '...' }) })"],
  [
    { apiKey: secret, baseURL: 'https://models.example.com/v1', organization: 'org' },
    "new Client({ provider: openai({ apiKey: '...', baseUrl: '...', organization: '...' }) })",
  ],
  [{ baseUrl: 'https://models.example.com' }, "provider: openai({ baseUrl: '...' })"],
  [{ defaultHeaders: { authorization: secret } }, 'provider: openai({ headers: { ... } })'],
  [{ defaultQuery: { 'api-version': '1' } }, 'provider: openai({ query: { ... } })'],
  [{ cookies: secret }, "provider: reka({ cookies: '...' }) }), with: import { reka }"],
  [{ timeout: 5_000 }, 'Write: new Client({ timeouts: { total: 60_000 } }).'],
  [{ maxRetries: 5 }, 'Write: new Client({ retry: { maxRetries: 2 } }).'],
  [
    { apiKey: secret, timeout: 5_000 },
    "new Client({ provider: openai({ apiKey: '...' }), timeouts: { total: 60_000 } })",
  ],
  [{ provider: plugin, apiKey: secret }, "Write: new Client({ provider: told({ apiKey: '...' }) })."],
  [{ providers: [plugin()], apiKey: secret }, "Write: new Client({ provider: told({ apiKey: '...' }) })."],
])('options that belong elsewhere lead there, without their values: %#', (options, expected) => {
  const message = refusal(options);
  expect(message).toContain(expected);
  expect(message).not.toContain('SEKRET');
  expect(message).not.toContain('example.com');
});

test.each<[unknown, string]>([
  [{ provders: [] }, 'new Client() has no option provders. It has: providers, provider'],
  [secret, 'new Client() takes an object of options.'],
  [null, 'new Client() takes an object of options.'],
  [[plugin], 'new Client() takes an object of options.'],
  [plugin, 'new Client({ provider: ... })'],
  [plugin({ apiKey: secret }), 'new Client({ provider: ... })'],
  [{ retry: 3 }, 'retry must be an object'],
  [{ retry: { max: 3 } }, 'retry has no max. It has: maxRetries, duplicateOk'],
  [{ timeouts: 30_000 }, 'timeouts must be an object'],
  [{ providers: null }, '`providers` must be a list of providers, such as [reka, openai({ ... })].'],
  [{ providers: secret }, '`providers` must be a list of providers'],
  [{ providers: { told: plugin } }, '`providers` must be a list of providers'],
  [{ providers: plugin }, 'write `providers: [...]` around the provider, or `provider: ...`'],
  [{ providers: plugin({ apiKey: secret }) }, 'write `providers: [...]` around the provider'],
  [{ providers: [null] }, '`providers[0]` is not a provider'],
  [{ provider: null }, '`provider` is not a provider'],
  [{ root: null }, '`root` must be the path of the folder with your package.json'],
  [{ root: '' }, '`root` must be the path'],
  [{ root: new URL('file:///app') }, 'pass fileURLToPath(url)'],
  [{ discover: 'no' }, 'discover must be true or false.'],
  [{ retry: { duplicateOk: 'yes' } }, 'retry.duplicateOk must be true or false.'],
  [{ logger: null }, 'logger must have the methods debug and warn'],
  [{ logger: { warn: () => undefined } }, 'logger must have the methods debug and warn'],
  [{ container: null }, 'container must be a tsyringe container'],
  [{ container: {} }, 'container must be a tsyringe container'],
])('%j is refused with words that say what to write', (options, expected) => {
  const message = refusal(options);
  expect(message).toContain(expected);
  expect(message).not.toContain('SEKRET');
});

const usual = { headers: 30_000, chatHeaders: 600_000, firstEvent: 600_000, total: 1_800_000 };

test.each([
  ['nothing given', {}, undefined, usual],
  ['an impatient call', {}, 5_000, { ...usual, total: 5_000 }],
  ['a patient call', {}, 3_600_000, { ...usual, chatHeaders: 3_600_000, firstEvent: 3_600_000, total: 3_600_000 }],
  [
    'a patient client',
    { total: 900_000 },
    undefined,
    { ...usual, chatHeaders: 900_000, firstEvent: 900_000, total: 900_000 },
  ],
  ['an impatient call of a patient client', { total: 900_000 }, 700, { ...usual, total: 700 }],
  ['headers given', { headers: 5 }, 3_600_000, { headers: 5, chatHeaders: 5, firstEvent: 3_600_000, total: 3_600_000 }],
  [
    'firstEvent given',
    { firstEvent: 5 },
    3_600_000,
    { ...usual, chatHeaders: 3_600_000, firstEvent: 5, total: 3_600_000 },
  ],
])('%s', (_name, given, callMs, expected) => {
  expect(timeoutsOf(given, callMs)).toMatchObject(expected);
});

test('what was not given keeps its default', () => {
  const given = { connect: 1, headers: 2, firstEvent: 3, idle: 4, total: 5, upload: 6 };
  expect(timeoutsOf(readTimeouts({ ...given, connect: undefined, idle: undefined }))).toEqual({
    ...given,
    chatHeaders: 2,
    connect: timeoutsOf({}).connect,
    idle: timeoutsOf({}).idle,
  });
});

test.each([
  [{ header: 5 }, /^timeouts has no header\. It has: connect, headers, firstEvent/],
  [{ chatHeaders: 5 }, /^timeouts has no chatHeaders\./],
  [{ idle: 0 }, /^timeouts\.idle must be a number of milliseconds above 0/],
  [{ idle: Number.POSITIVE_INFINITY }, /^timeouts\.idle must be/],
  [{ idle: '5' }, /^timeouts\.idle must be/],
])('%j is refused by the constructor', (timeouts, message) => {
  const read = (): unknown => readSettings({ config: false, discover: false, timeouts: timeouts as object }, {});
  expect(read).toThrow(expect.objectContaining({ code: 'config_invalid', message: expect.stringMatching(message) }));
});
