import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { loadFaults, loadUnusual } from './corpus.ts';
import { faultKinds } from './fault.ts';
import { notNamed } from './not-named.ts';

const faults = await loadFaults();
const unusual = await loadUnusual();

test('the corpus holds faults over six wires, and right providers that are unusual', () => {
  expect(faults.length).toBeGreaterThanOrEqual(150);
  expect(unusual.length).toBeGreaterThanOrEqual(16);
  expect([...new Set(faults.map(({ name }) => name.split('/')[0]))]).toEqual([
    'crane',
    'egret',
    'gull',
    'heron',
    'raven',
    'stork',
  ]);
});

test('a good part of the faults was judged before anybody made a case for them', () => {
  const share = faults.filter(({ heldOut }) => heldOut).length / faults.length;
  expect(share).toBeGreaterThan(0.25);
});

test.each(faults)('$name says what is wrong, where it was seen and which cases name it', ({ fault }) => {
  expect(fault.says).toMatch(/^[A-Z`][^\n]{20,240}[.]$/);
  expect(fault.source).toMatch(/^[A-Z\w][^\n]{10,240}[.]$/);
  expect(faultKinds).toContain(fault.kind);
  expect(fault.namedBy.length).toBeGreaterThan(0);
  expect(fault.create().kind).toBe('configured-provider');
});

test('each kind of fault has one', () => {
  expect(faultKinds.filter((kind) => !faults.some(({ fault }) => fault.kind === kind))).toEqual([]);
});

test('what is listed as not named exists', () => {
  const names = new Set(faults.map(({ name }) => name));
  expect([...notNamed].filter((name) => !names.has(name))).toEqual([]);
});

test('the README says how many faults are named', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  // A new fault is one file: the numbers of the README may be a little behind, never ahead.
  const [, named = '', all = ''] = /names (\d+) of (\d+) faults/.exec(readme) ?? [];
  const [, right = ''] = /All (\d+) unusual providers/.exec(readme) ?? [];
  expect(Number(all) - Number(named)).toBe(notNamed.size);
  expectNearly(Number(all), faults.length);
  expectNearly(Number(right), unusual.length);
});

function expectNearly(told: number, now: number): void {
  expect(told).toBeLessThanOrEqual(now);
  expect(told).toBeGreaterThan(now - 20);
}
