import type { Fixture } from '../fixtures/fixture.ts';
import { loadFixtures } from '../fixtures/load-fixtures.ts';

/** Fixtures of a folder, or those given. */
export async function fixturesFrom(given: URL | readonly Fixture[]): Promise<readonly Fixture[]> {
  return given instanceof URL ? loadFixtures(given) : given;
}
