import type { ConfiguredProvider } from '@plugboard/core';
import type { Fixture } from '../fixtures/fixture.ts';
import { loadFixtures } from '../fixtures/load-fixtures.ts';
import { play } from './play.ts';
import type { Subject } from './subject.ts';

/** What a {@link Subject} is made of. */
export interface SubjectOptions {
  /** Afresh for each call; the real URLs and the placeholders of the fixtures as credentials. */
  create(): ConfiguredProvider;
  /** The folder, or the fixtures themselves. */
  readonly fixtures: URL | readonly Fixture[];
}

/** Prepares a provider for tests. Throws what `loadFixtures` throws. */
export async function createSubject({ create, fixtures: given }: SubjectOptions): Promise<Subject> {
  const fixtures = given instanceof URL ? await loadFixtures(given) : given;
  const phases = new Set(fixtures.flatMap(({ exchanges }) => exchanges.map(({ phase }) => phase)));
  return {
    fixtures,
    has: { http: phases.size > 0, upload: phases.has('upload'), listModels: phases.has('models') },
    play: (fixture, change) => play(create, fixture, change),
  };
}
