import type { ConfiguredProvider } from '@plugboard/core/provider';
import { conformanceCases } from '../../src/conformance/conformance-cases.ts';
import { Suite, type CaseResult } from '../../src/conformance/suite.ts';
import type { Fixture } from '../../src/fixtures/fixture.ts';

/** What comes of one case, and of those before it. */
export function oneCase(
  caseId: string,
  { create, fixtures }: { readonly create: () => ConfiguredProvider; readonly fixtures: readonly Fixture[] },
): Promise<CaseResult> {
  const patience = { patienceMs: 2_000, quietMs: 30 };
  return new Suite({
    create,
    fixtures: () => Promise.resolve(fixtures),
    skip: [],
    cases: conformanceCases,
    patience,
  }).result(caseId);
}
