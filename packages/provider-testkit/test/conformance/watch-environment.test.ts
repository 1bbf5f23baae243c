import { afterEach, expect, test } from 'vitest';
import { watchEnvironment } from '../../src/conformance/process/watch-environment.ts';

const [first, second] = ['PLUGBOARD_TEST_FIRST', 'PLUGBOARD_TEST_SECOND'];

afterEach(() => {
  Reflect.deleteProperty(process.env, first);
  Reflect.deleteProperty(process.env, second);
});

/** What is seen of an act: the variables, and what was done with them. */
function seenOf(act: () => void, matters: (name: string) => boolean = () => true): readonly string[] {
  using watch = watchEnvironment(matters);
  act();
  return watch.seen.map((told) => /^the variable \S+ (?:was \w+|is another one)/.exec(told)?.[0] ?? told);
}

test.each([
  ['read', () => void process.env[first]],
  ['read', () => void (first in process.env)],
  ['set', () => void (process.env[first] = 'a')],
  ['deleted', () => void Reflect.deleteProperty(process.env, first)],
])('a variable that is %s is told of, with the place', (what, act) => {
  expect(seenOf(act)).toEqual([`the variable ${first} was ${what}`]);
  using watch = watchEnvironment(() => true);
  act();
  expect(watch.seen).toEqual([expect.stringContaining('watch-environment.test.ts:')]);
});

test('reads that do not matter are not told of, and changes are', () => {
  const act = (): void => {
    process.env[first] = String(process.env[second]);
  };
  expect(seenOf(act, () => false)).toEqual([`the variable ${first} was set`]);
});

test('a change through an environment that was kept is seen afterwards', () => {
  const kept = process.env;
  kept[second] = 'before';
  expect(seenOf(() => void (kept[first] = 'a'))).toEqual([`the variable ${first} is another one`]);
  expect(seenOf(() => void (kept[second] = 'after'))).toEqual([`the variable ${second} is another one`]);
});

test('what was changed is undone at the end', () => {
  const before = process.env;
  before[second] = 'before';
  seenOf(() => {
    process.env[first] = 'a';
    process.env[second] = 'after';
  });
  expect([process.env === before, process.env[first], process.env[second]]).toEqual([true, undefined, 'before']);
  seenOf(() => void Reflect.deleteProperty(process.env, second));
  expect(process.env[second]).toBe('before');
});
