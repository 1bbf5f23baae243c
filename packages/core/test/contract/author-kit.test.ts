import { expect, test } from 'vitest';
import {
  argumentsOf,
  isBaseUrl,
  isHeaderName,
  isHeaderValue,
  isHeaderWord,
  isJsonObject,
  jsonObjectIn,
  textIn,
} from '../../src/provider.ts';

const values: readonly unknown[] = [{ a: 1 }, [], null, undefined, 'a', 1];

test('a field of an answer is read as what it should be, or as empty', () => {
  expect(values.map(isJsonObject)).toEqual([true, false, false, false, false, false]);
  expect(values.map(jsonObjectIn)).toEqual([{ a: 1 }, {}, {}, {}, {}, {}]);
  expect(values.map(textIn)).toEqual(['', '', '', '', 'a', '']);
});

const call = (text: string): Parameters<typeof argumentsOf>[0] => ({ function: { name: 'f', arguments: text } });

test.each([
  ['{"a":1}', { a: 1 }],
  [' ', {}],
])('the arguments %j are an object', (text, expected) => {
  expect(argumentsOf(call(text), 'messages[1].tool_calls[0]')).toEqual(expected);
});

test.each(['[77]', '{"a"', 'null', '"secret"'])('the arguments %j are refused by name, without their value', (text) => {
  const where = 'messages[1].tool_calls[0]';
  const param = `${where}.function.arguments`;
  expect(() => argumentsOf(call(text), where)).toThrow(
    expect.objectContaining({ code: 'input_invalid', param, message: expect.not.stringContaining(text) as string }),
  );
});

test.each([
  [
    'a base URL',
    isBaseUrl,
    ['https://a.test/v1', 'http://localhost:1'],
    ['a.test', 'ftp://a.test', 'https://u:p@a.test', 'https://a.test?k=1', 'https://a.test#x'],
  ],
  ['the name of a header', isHeaderName, ['x-api-key', 'A!'], ['', 'a b', 'a:b', 'é']],
  ['the value of a header', isHeaderValue, ['', 'a b'], ['a\nb', 'é']],
  ['a word in a header', isHeaderWord, ['sk-1', 'a'.repeat(16_384)], ['', 'a b', 'a\n', 'a'.repeat(16_385)]],
] as const)('%s is told from other texts', (_, isValid, valid, invalid) => {
  expect(valid.filter((text) => !isValid(text))).toEqual([]);
  expect(invalid.filter((text) => isValid(text))).toEqual([]);
});
