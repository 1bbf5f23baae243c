import type { Fixture } from '../fixtures/fixture.ts';
import { loadFixtures } from '../fixtures/load-fixtures.ts';

/** Throws a TypeError unless the value is a list of fixtures, or the URL of their folder. */
export function checkFixturesGiven(given: unknown): asserts given is URL | readonly Fixture[] {
  if (given instanceof URL || Array.isArray(given)) return;
  throw new TypeError(
    "`fixtures` must be a URL, such as `new URL('./fixtures/', import.meta.url)`, or a list of fixtures.",
  );
}

/** Fixtures of a folder, or those given. */
export async function fixturesFrom(given: URL | readonly Fixture[]): Promise<readonly Fixture[]> {
  checkFixturesGiven(given);
  return given instanceof URL ? loadFixtures(given) : given;
}
