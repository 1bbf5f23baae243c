import type { ConfiguredProvider } from '@plugboard/core';
import { openSubject } from '../conformance/open-subject.ts';
import type { Fixture } from '../fixtures/fixture.ts';
import { loadFixtures } from '../fixtures/load-fixtures.ts';
import type { Subject } from './subject.ts';

/** What a {@link Subject} is made of. */
export interface SubjectOptions {
  /** Afresh for each call; the real URLs and the placeholders of the fixtures as credentials. */
  create(): ConfiguredProvider;
  /** The folder, or the fixtures themselves. */
  readonly fixtures: URL | readonly Fixture[];
}

/** Prepares a provider for tests and for `conformanceCases`, and asks it once to learn what it can do. Throws what `loadFixtures` throws. */
export async function createSubject({ create, fixtures: given }: SubjectOptions): Promise<Subject> {
  const fixtures = given instanceof URL ? await loadFixtures(given) : given;
  // What a provider can do is its own word; fixtures may leave something out.
  return await openSubject(create, fixtures);
}
