import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { isJsonObject, isRecord, jsonIn, ownValue, recordsIn } from '../../src/util/is-record.ts';

test.each<[string, unknown, boolean]>([
  ['an object', { a: 1 }, true],
  ['an object without a prototype', Object.create(null), true],
  ['an object of another realm', runInNewContext('({ a: 1 })'), true],
  ['null', null, false],
  ['a list', [], false],
  ['a list of another realm', runInNewContext('[]'), false],
  ['an instance of a class', new URL('https://example.com'), false],
  ['a map', new Map(), false],
  ['a function', () => undefined, false],
  ['a text', '{}', false],
])('%s is told apart from a JSON object', (_, value, expected) => {
  expect(isRecord(value)).toBe(expected);
});

test('an inherited property is not an own value', () => {
  expect(ownValue({}, 'toString')).toBeUndefined();
  expect(ownValue(Object.create({ use: 'reka' }), 'use')).toBeUndefined();
  expect(ownValue({ use: 'reka' }, 'use')).toBe('reka');
});

test('an instance of a class is an object, a list is not', () => {
  expect([{}, new Map(), [], null, 'a'].map(isJsonObject)).toEqual([true, true, false, false, false]);
});

test('what is no object is left out of a list', () => {
  expect(recordsIn([{ a: 1 }, 'b', null, [], {}])).toEqual([{ a: 1 }, {}]);
  expect(recordsIn({ a: 1 })).toEqual([]);
});

test('a text that is no JSON has no value, and null has one', () => {
  expect(['{"a":1}', 'null', '', '{', '[DONE]'].map(jsonIn)).toEqual([{ a: 1 }, null, undefined, undefined, undefined]);
});
