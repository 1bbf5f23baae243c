import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readChunked } from '../../../src/auth/cookies/chunked.ts';

const chunk = (index: number | string, value = `part${index}`, expiresAt?: number) => ({
  name: `s.${index}`,
  value,
  expiresAt,
});

test('chunks are put together in numeric order', () => {
  const cookies = [10, 2, 0, 1, 9, 3, 4, 5, 6, 7, 8].map((index) => chunk(index, String.fromCharCode(97 + index)));
  expect(readChunked(cookies, 's')).toMatchObject({ value: 'abcdefghijk', stale: [] });
});

test('a gap names what is missing', () => {
  expect(readChunked([chunk(1), chunk(4)], 's')).toEqual({ missing: ['s.0', 's.2', 's.3'] });
});

test('neither form is nothing', () => {
  expect(
    readChunked([{ name: 'other', value: 'x' }, chunk('x'), chunk('01'), chunk('-1'), chunk('1000'), chunk('')], 's'),
  ).toBeUndefined();
});

test.each([
  ['the whole one when nothing tells them apart', undefined, undefined, 'whole'],
  ['the whole one when it expires later', 2, 1, 'whole'],
  ['the whole one when they expire together', 1, 1, 'whole'],
  ['the chunks when they expire later', 1, 2, 'part0part1'],
])('of both forms counts %s', (_, whole, parts, value) => {
  const cookies = [{ name: 's', value: 'whole', expiresAt: whole }, chunk(0, 'part0', parts), chunk(1, 'part1', parts)];
  const stale = value === 'whole' ? ['s.0', 's.1'] : ['s'];
  expect(readChunked(cookies, 's')).toMatchObject({ value, stale });
});

test('a stale row of chunks with a gap does not matter beside a newer whole one', () => {
  expect(readChunked([{ name: 's', value: 'whole' }, chunk(3)], 's')).toMatchObject({ value: 'whole', stale: ['s.3'] });
});

test('cutting and reading give the same value, in whatever order the chunks come', () => {
  const parts = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(parts, fc.infiniteStream(fc.nat()), (values, order) => {
      const shuffled = values
        .map((value, index) => ({ cookie: chunk(index, value), key: order.next().value ?? 0 }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ cookie }) => cookie);
      expect(readChunked(shuffled, 's')).toMatchObject({ value: values.join('') });
    }),
    { seed: 3, numRuns: 100 },
  );
});
