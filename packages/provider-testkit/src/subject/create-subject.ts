import type { ConfiguredProvider } from '@plugboard/core';
import { fixturesFrom } from '../conformance/fixtures-from.ts';
import { openSubject } from '../conformance/open-subject.ts';
import type { Fixture } from '../fixtures/fixture.ts';
import type { Subject } from './subject.ts';

/** What a {@link Subject} is made of. */
export interface SubjectOptions {
  /** Makes a new provider for each call, with its real URLs, and with placeholders of the fixtures as credentials. */
  create(): ConfiguredProvider;
  /** The folder, or the fixtures themselves. */
  readonly fixtures: URL | readonly Fixture[];
}

/**
 * Prepares a provider for tests and for `conformanceCases`, and calls it once to learn what it can do. Throws what `loadFixtures` throws,
 * and a TypeError if `fixtures` is neither a URL nor a list, or `create` returns no provider.
 */
export async function createSubject({ create, fixtures: given }: SubjectOptions): Promise<Subject> {
  const fixtures = await fixturesFrom(given);
  // The provider itself says what it can do. Fixtures may leave something out.
  return await openSubject(create, fixtures);
}
