import { expect, test } from 'vitest';
import { ownModels } from '../../src/registry/instance-source.ts';
import type { Model } from '../../src/contract/model.ts';

const declared: readonly Model[] = [{ id: 'a', aliases: ['x'], input: ['image'] }, { id: 'b*' }];

test('under its own id an instance has the models of the plugin', () => {
  expect(ownModels(declared, undefined, true)).toEqual(declared);
});

test('models given for the instance are added, or replace those of the same id', () => {
  expect(ownModels(declared, ['c', { id: 'b*', input: [] }], true)).toEqual([
    declared[0],
    { id: 'b*', input: [] },
    { id: 'c' },
  ]);
});

test('a bare name keeps what the plugin declares', () => {
  expect(ownModels(declared, ['a'], true)).toEqual(declared);
});

test('under another id an instance has only the models given for it, without the aliases of the plugin', () => {
  expect(ownModels(declared, undefined, false)).toEqual([]);
  expect(ownModels(declared, ['a', 'z'], false)).toEqual([{ id: 'a', input: ['image'] }, { id: 'z' }]);
});
