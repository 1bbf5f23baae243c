import { expect, test } from 'vitest';
import { hasOwner, takenBackBy, withOwner } from '../../src/stream/ownership.ts';

const owner = { plugin: 'anthropic', model: 'claude-x' };
const otherOwner = { plugin: 'openai', model: 'claude-x' };
const detail = { type: 'thinking', signature: 'not-a-secret', index: 0, format: 'f', '2': 1 };

test('an owner gets its data back key by key, and nobody else gets them', () => {
  const kept = JSON.parse(JSON.stringify(withOwner(detail, owner))) as typeof detail;
  expect(kept).toEqual({ ...detail, plugboard: 'anthropic/claude-x' });
  expect(JSON.stringify(takenBackBy(kept, owner))).toBe(JSON.stringify(detail));
  for (const model of ['claude', 'claude-x2', '']) expect(takenBackBy(kept, { ...owner, model })).toBeUndefined();
  expect(takenBackBy(kept, otherOwner)).toBeUndefined();
});

test('data of a service that is itself a Plugboard keep the mark of that one', () => {
  const inner = withOwner(detail, owner);
  const outer = withOwner(inner, otherOwner);
  expect(takenBackBy(outer, owner)).toBeUndefined();
  const back = takenBackBy(outer, otherOwner);
  expect(JSON.stringify(back)).toBe(JSON.stringify(inner));
});

test.each([
  ['unmarked', detail, false],
  ['marked', withOwner(detail, owner), true],
] as const)('whether data are %s is seen', (_name, data, marked) => {
  expect(hasOwner(data)).toBe(marked);
  expect(takenBackBy(data, otherOwner) === undefined).toBe(marked);
});
