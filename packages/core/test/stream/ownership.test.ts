import { expect, test } from 'vitest';
import { hasOwner, ownerOf, takenBackBy, withOwner } from '../../src/stream/ownership.ts';

const owner = ownerOf('anthropic', 'claude-x');
const detail = { type: 'thinking', signature: 'not-a-secret', index: 0, format: 'f', '2': 1 };

test('an owner gets its data back key by key, and nobody else gets them', () => {
  const kept = JSON.parse(JSON.stringify(withOwner(detail, owner))) as typeof detail;
  expect(kept).toEqual({ ...detail, plugboard: 'anthropic/claude-x' });
  expect(JSON.stringify(takenBackBy(kept, owner))).toBe(JSON.stringify(detail));
  for (const other of ['anthropic/claude', 'anthropic/claude-x2', 'openai/claude-x', '']) {
    expect(takenBackBy(kept, other)).toBeUndefined();
  }
});

test('data of a service that is itself a Plugboard keep the mark of that one', () => {
  const inner = withOwner(detail, owner);
  const outer = withOwner(inner, 'openai/claude-x');
  expect(takenBackBy(outer, owner)).toBeUndefined();
  const back = takenBackBy(outer, 'openai/claude-x');
  expect(JSON.stringify(back)).toBe(JSON.stringify(inner));
});

test.each([
  ['unmarked', detail, false],
  ['marked', withOwner(detail, owner), true],
] as const)('whether data are %s is seen', (_name, data, marked) => {
  expect(hasOwner(data)).toBe(marked);
  expect(takenBackBy(data, 'openai/m') === undefined).toBe(marked);
});
