import type { ConfiguredProvider } from '@plugboard/core/provider';
import type { Fixture } from '../fixtures/fixture.ts';
import { fixturesFrom } from './fixtures-from.ts';
import { conformanceCases } from './conformance-cases.ts';
import type { Patience } from './open-subject.ts';
import { Suite, type CaseResult, type Skip } from './suite.ts';

/** What {@link runConformance} runs on. */
export interface ConformanceOptions extends Patience {
  /** Makes a new provider for each case, with its real URLs, and with placeholders of the fixtures as credentials. */
  create(): ConfiguredProvider;
  /** A folder, as a URL that ends in `/`, or fixtures in code. */
  readonly fixtures: URL | readonly Fixture[];
  /** Cases that are known to fail, each with its reason. One that passes, or that does not exist, is a failure. */
  readonly skip?: readonly Skip[] | undefined;
  /** The name in reports. Default: the instance's. */
  readonly name?: string | undefined;
}

/** What was found out about one provider. It can be written as JSON. */
export interface ConformanceReport {
  readonly format: 1;
  /** What the provider is called in the report. */
  readonly name: string;
  /** The plugin's id. */
  readonly plugin: string;
  /** Whether nothing failed. */
  readonly passed: boolean;
  readonly counts: Readonly<Record<CaseResult['status'], number>>;
  /** What is wrong with the list of skips. */
  readonly problems: readonly string[];
  /** What no fixture shows, in words. The suite does not judge it, and it could be recorded. Absent in reports of earlier versions. */
  readonly missing?: readonly string[] | undefined;
  readonly results: readonly CaseResult[];
}

/**
 * Runs all cases, without a test runner. Rejects with a TypeError if there is nothing to run: no fixtures, or a `create` that returns no
 * provider.
 */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const given = options.create();
  const suite = new Suite({
    create: () => options.create(),
    fixtures: () => fixturesFrom(options.fixtures),
    skip: options.skip ?? [],
    cases: conformanceCases,
    patience: options,
  });
  const results: CaseResult[] = [];
  for (const { id } of conformanceCases) results.push(await suite.result(id));
  const problems = suite.skipProblems();
  const count = (status: CaseResult['status']): number => results.filter((result) => result.status === status).length;
  const counts = {
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    'not-applicable': count('not-applicable'),
    'not-run': count('not-run'),
  };
  return {
    format: 1,
    name: options.name ?? given.id,
    plugin: given.plugin,
    passed: counts.failed === 0 && counts['not-run'] === 0 && problems.length === 0,
    counts,
    problems,
    missing: await suite.missing(),
    results,
  };
}
