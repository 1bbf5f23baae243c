import { expect, test } from 'vitest';
import { readSettings } from '../../src/client/read-settings.ts';
import { readTimeouts, timeoutsOf } from '../../src/client/timeouts.ts';

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
