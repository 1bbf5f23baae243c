import { expect, test } from 'vitest';
import { createSubject, runConformance, testProvider, type ConformanceOptions } from '../../src/index.ts';
import { fakeLocal, localFixtures } from './fake-local.ts';

const good: ConformanceOptions = { create: () => fakeLocal()(), fixtures: localFixtures };
/** As somebody without types may write it. */
const withFixtures = (fixtures: unknown): ConformanceOptions => Object.assign({ ...good }, { fixtures });

test.each(['./fixtures/', undefined, {}])(
  'fixtures that are neither a URL nor a list are refused once: %s',
  async (given) => {
    const told = "`fixtures` must be a URL, such as `new URL('./fixtures/', import.meta.url)`, or a list of fixtures.";
    const options = withFixtures(given);
    await expect(runConformance(options)).rejects.toThrow(new TypeError(told));
    await expect(createSubject(options)).rejects.toThrow(new TypeError(told));
    const tests: string[] = [];
    expect(() => testProvider({ ...options, test: (name) => tests.push(name) })).toThrow(new TypeError(told));
    expect(tests).toEqual([]);
  },
);

test.each([
  ['a plugin that was not called', () => fakeLocal()],
  ['nothing', () => undefined],
  ['a promise', () => Promise.resolve(fakeLocal()())],
])('a create that gives %s is refused', async (_, create) => {
  const options = { ...good, create: create as never };
  const told = '`create` must return what calling a plugin gives: `create: () => reka({ ... })`.';
  await expect(runConformance(options)).rejects.toThrow(new TypeError(told));
  await expect(createSubject(options)).rejects.toThrow(new TypeError(told));
});
