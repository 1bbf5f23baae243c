import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brokenJsonPosition } from '../../src/util/json-position.ts';

test.each([
  ['', 1, 1],
  ['nope', 1, 1],
  ['{', 1, 2],
  ['{ "a": 1, }', 1, 11],
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
  ['{\r\n  "a": \r\n}', 3, 1],
  ['[1, 2,, 3]', 1, 7],
  ['{"a": {"b": [1, {"c": tru}]}}', 1, 23],
  ['{"a": "x\ny"}', 1, 7],
  ['{"a": "x\n"}', 1, 7],
  ['{"a": "\\x"}', 1, 7],
  ['{"a": 01}', 1, 7],
  ['{a: 1}', 1, 2],
  ['{"a" 1}', 1, 6],
  ['{} {}', 1, 4],
  ['[[], {}, [[]]] // no', 1, 16],
  ['{"a": 1]', 1, 8],
])('%j breaks at line %i, column %i', (text, line, column) => {
  expect(brokenJsonPosition(text)).toEqual({ line, column });
});

test('a whole JSON text is read to its end', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 1, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const { line, column } = brokenJsonPosition(text);
      const lines = text.split('\n');
      expect([line, column]).toEqual([lines.length, (lines.at(-1) ?? '').length + 1]);
    }),
  );
});

test('deep nesting and long strings take no stack', () => {
  expect(brokenJsonPosition('['.repeat(200_000))).toEqual({ line: 1, column: 200_001 });
  expect(brokenJsonPosition(`["${'x'.repeat(12_000_000)}" no`)).toEqual({ line: 1, column: 12_000_005 });
});
