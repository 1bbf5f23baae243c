import { expect, test } from 'vitest';
import { ResolutionCache } from '../../src/client/routes.ts';
import { resolveModel } from '../../src/routing/resolve-model.ts';
import type { LastLoad, RoutingTable } from '../../src/routing/routing-table.ts';

const lastLoad: LastLoad = { problem: undefined };
const table: RoutingTable = {
  instances: [
    { id: 'one', plugin: 'one', origin: 'code', models: [{ id: 'small' }, { id: 'm-*' }], source: 'code', lastLoad },
    { id: 'two', plugin: 'two', origin: 'code', models: [{ id: 'large' }], source: 'code' },
  ],
  aliases: new Map([['fast', ['one/small', 'two/large']]]),
  problems: [],
  discovery: { enabled: false, manifest: undefined },
};

test('what was asked before is answered with the same object, and as if it had not been asked', () => {
  const known = new ResolutionCache(table, undefined);
  for (const [model, provider] of [
    ['small', undefined],
    ['fast', undefined],
    ['m-9', 'two'],
    ['two/large', undefined],
  ] as const) {
    const first = known.resolve(model, provider);
    expect(first).toEqual(resolveModel(table, { model, callProvider: provider }));
    expect(known.resolve(model, provider)).toBe(first);
  }
});

test('names that could be taken for a provider and a model are told apart', () => {
  const known = new ResolutionCache(table, undefined);
  expect(known.resolve('m-1', 'one').provider).toBe('one');
  expect(known.resolve('m-1', 'two').provider).toBe('two');
  expect(known.resolve('3/one/m-1', 'two').model).toBe('3/one/m-1');
  expect(known.resolve('-//m-1', 'two').model).toBe('-//m-1');
});

test('a plugin that has failed since shows in the reasons', () => {
  const known = new ResolutionCache(table, undefined);
  known.resolve('small', undefined);
  lastLoad.problem = 'It throws.';
  try {
    expect(known.resolve('small', undefined).candidates[0]?.reason).toContain('It throws.');
  } finally {
    lastLoad.problem = undefined;
  }
  expect(known.resolve('small', undefined).candidates[0]?.reason).not.toContain('It throws.');
});

test('a failure is not remembered, and thousands of names take no memory for good', () => {
  const known = new ResolutionCache(table, undefined);
  expect(() => known.resolve('nobody', undefined)).toThrow('nobody');
  expect(() => known.resolve('nobody', undefined)).toThrow('nobody');
  const first = known.resolve('small', undefined);
  for (let index = 0; index < 200; index += 1) known.resolve(`m-${index}`, undefined);
  expect(known.resolve('small', undefined)).not.toBe(first);
});

test('a caller cannot change what the next one gets', () => {
  const resolution = new ResolutionCache(table, undefined).resolve('fast', undefined);
  expect(() => Object.assign(resolution, { model: 'x' })).toThrow(TypeError);
  expect(() => Object.assign(resolution.candidates[0] ?? {}, { model: 'x' })).toThrow(TypeError);
});
