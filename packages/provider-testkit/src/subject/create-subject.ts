import type { ConfiguredProvider } from '@plugboard/core';
import { fixturesFrom } from '../conformance/fixtures-from.ts';
import { openSubject } from '../conformance/open-subject.ts';
import type { Fixture } from '../fixtures/fixture.ts';
import type { Subject } from './subject.ts';

/** What a {@link Subject} is made of. */
export interface SubjectOptions {
  /** Afresh for each call; the real URLs and the placeholders of the fixtures as credentials. */
  create(): ConfiguredProvider;
  /** The folder, or the fixtures themselves. */
  readonly fixtures: URL | readonly Fixture[];
}

/**
 * Prepares a provider for tests and for `conformanceCases`, and asks it once to learn what it can do. Throws what `loadFixtures` throws,
 * and a TypeError for `fixtures` that are neither a URL nor a list and for a `create` that gives no provider.
 */
export async function createSubject({ create, fixtures: given }: SubjectOptions): Promise<Subject> {
  const fixtures = await fixturesFrom(given);
  // What a provider can do is its own word; fixtures may leave something out.
  return await openSubject(create, fixtures);
}
