import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatModelId, isInstanceName, parseModelId } from '../../src/contract/model.ts';

const model = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom('/', ':', ' ', 'meta', 'llama-3', '🐈', 'ключ', '*'), { maxLength: 8 })
    .map((parts) => parts.join('')),
);
const instance = fc.string({ unit: 'grapheme', minLength: 1 }).filter(isInstanceName);

test('parsing a formatted id gives instance and model back', () => {
  fc.assert(
    fc.property(instance, model, (id, name) => {
      expect(parseModelId(formatModelId(id, name), (known) => known === id)).toEqual({ provider: id, model: name });
    }),
  );
});

test('a name whose first part is no instance stays whole', () => {
  fc.assert(
    fc.property(model, (name) => {
      expect(parseModelId(name, () => false)).toEqual({ provider: undefined, model: name });
    }),
  );
});

test.each([
  ['reka/reka-core', 'reka', 'reka-core'],
  ['reka/meta/llama:8b', 'reka', 'meta/llama:8b'],
  ['meta/llama', undefined, 'meta/llama'],
  ['/reka', undefined, '/reka'],
  ['reka', undefined, 'reka'],
  ['reka/', 'reka', ''],
])('%j is taken apart', (text, provider, name) => {
  expect(parseModelId(text, (known) => known === 'reka' || known === '')).toEqual({ provider, model: name });
});

test.each([
  ['reka', true],
  ['my reka', true],
  ['Rēka:1', true],
  ['__proto__', true],
  ['', false],
  ['a/b', false],
  [' a', false],
  ['a\n', false],
  ['a\u0000b', false],
])('%j as an instance name: %s', (name, allowed) => {
  expect(isInstanceName(name)).toBe(allowed);
});
