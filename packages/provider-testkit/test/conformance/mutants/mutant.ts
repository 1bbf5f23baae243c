import type { ConfiguredProvider } from '@plugboard/core/provider';
import type { Fixture } from '../../../src/fixtures/fixture.ts';
import { fakeFixtures } from '../fake-fixtures.ts';
import { fakeSession, type FakeParts, type Mutation } from '../fake-session.ts';

/** A provider that is wrong in one thing, and the case that finds it. */
export interface Mutant {
  readonly caseId: string;
  readonly fixtures: readonly Fixture[];
  create(): ConfiguredProvider;
}

/** The options of the fake with a session. */
export const credentials = { cookies: { sid: '{{sid}}' }, clientKey: '{{clientKey}}' } as const;

/** A mutant of the fake with a session. */
export function mutant(caseId: string, mutation: Mutation, fixtures: readonly Fixture[] = fakeFixtures): Mutant {
  return {
    caseId,
    fixtures,
    create: () => fakeSession(mutation)(credentials),
  };
}

/** A mutant that differs in some parts. */
export function withParts(
  caseId: string,
  parts: (parts: FakeParts) => Partial<FakeParts>,
  fixtures?: readonly Fixture[],
): Mutant {
  return mutant(caseId, { parts }, fixtures);
}

/** A mutant that differs in its definition. */
export function withDefinition(
  caseId: string,
  definition: NonNullable<Mutation['definition']>,
  fixtures?: readonly Fixture[],
): Mutant {
  return mutant(caseId, { definition }, fixtures);
}
