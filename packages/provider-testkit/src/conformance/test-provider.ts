import { CaseFailure } from './case-failure.ts';
import { conformanceCases } from './conformance-cases.ts';
import { checkFixturesGiven, fixturesFrom } from './fixtures-from.ts';
import type { ConformanceOptions } from './run-conformance.ts';
import { Suite, type CaseResult } from './suite.ts';

/** What {@link testProvider} tests, and with which runner. */
export interface TestProviderOptions extends Omit<ConformanceOptions, 'name'> {
  /**
   * `test` of vitest, of `node:test`, or of any runner with such a function. `timeoutMs` is a limit for runners that take one as their
   * third argument, as vitest does: by default, it ends a test after 5 seconds.
   */
  readonly test: (name: string, body: () => Promise<void>, timeoutMs: number) => unknown;
}

/** A case ends by itself long before that, even on a slow machine and together with the cases that it depends on. */
const timeoutMs = 120_000;

/**
 * Makes one test of each case. Cases that were skipped or do not apply are reported as skipped, with the reason, if the runner passes
 * its tests a context with `skip`, as vitest and `node:test` do.
 *
 * @throws TypeError When `fixtures` is neither a URL nor a list.
 */
export function testProvider(options: TestProviderOptions): void {
  const { test } = options;
  checkFixturesGiven(options.fixtures);
  const suite = new Suite({
    create: () => options.create(),
    fixtures: () => fixturesFrom(options.fixtures),
    skip: options.skip ?? [],
    cases: conformanceCases,
    patience: options,
  });
  for (const { id, rule } of conformanceCases) {
    const body = async (context?: unknown): Promise<void> => report(await suite.result(id), context);
    test(`${id}: ${rule}`, body, timeoutMs);
  }
  const missing = async (context?: unknown): Promise<void> => {
    const all = await suite.missing();
    if (all.length > 0) tell(context, `No fixture has ${all.join('; nor ')}.`);
  };
  test('fixtures: what could be recorded to judge more', missing, timeoutMs);
  const skips = async (): Promise<void> => {
    const problems = suite.skipProblems();
    if (problems.length > 0) throw new CaseFailure(problems.join(' '));
  };
  test('skip: only cases that exist are skipped, each with a reason', skips, timeoutMs);
}

function report({ id, rule, fix, status, reason = '' }: CaseResult, context: unknown): void {
  if (status === 'passed') return;
  if (status === 'failed') throw new CaseFailure(`${reason}\n  Rule: ${rule}\n  Fix: ${fix}\n  Case: ${id}`);
  tell(context, `${status}: ${reason}`);
}

/** Skips the test in the runner, with the reason. */
function tell(context: unknown, note: string): void {
  // The context of `node:test` is an object, that of vitest a function.
  const skip: unknown = Reflect.get(Object(context), 'skip');
  if (typeof skip === 'function') Reflect.apply(skip, context, [note]);
}
