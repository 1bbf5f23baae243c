import { expect, test } from 'vitest';
import { nearestNames } from '../../src/routing/routing-errors.ts';

const known = ['reka-core', 'reka-flash', 'reka-edge', 'llava', 'o1'];

test.each<[string, readonly string[]]>([
  ['reka-cor', ['reka-core']],
  ['REKA-CORE', ['reka-core']],
  ['rekacore', ['reka-core']],
  ['reka', ['reka-core', 'reka-edge', 'reka-flash']],
  ['lava', ['llava']],
  ['gpt-4o', []],
  ['', []],
  ['x'.repeat(201), []],
])('the nearest names of %j are %j', (name, expected) => {
  expect(nearestNames(name, known)).toEqual(expected);
});

test('very long known names cost nothing', () => {
  expect(nearestNames('reka', ['x'.repeat(1_000_000), 'rek'])).toEqual(['rek']);
});
