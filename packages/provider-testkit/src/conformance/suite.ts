import type { ConfiguredProvider } from '@plugboard/core/provider';
import type { Fixture } from '../fixtures/fixture.ts';
import { nameOf } from './applicability.ts';
import { CaseFailure } from './case-failure.ts';
import type { SuiteCase } from './case.ts';
import { missingFixtures } from './missing-fixtures.ts';
import { NotJudged } from './not-judged.ts';
import { openSubject, type Patience } from './open-subject.ts';
import { watchExits } from './process/watch-exits.ts';
import type { CaseSubject } from './subject.ts';
import { settles } from './until.ts';

/** A case ends after this many times its patience, whatever the provider waits for. */
const patienceOfCase = 10;

/** The result of one case. */
export interface CaseResult {
  readonly id: string;
  readonly rule: string;
  readonly fix: string;
  /** `not-run`: a case before it failed. */
  readonly status: 'passed' | 'failed' | 'skipped' | 'not-applicable' | 'not-run';
  /** Why, unless it passed. */
  readonly reason?: string | undefined;
  readonly durationMs: number;
}

/** A case that is known to fail, and why that is so. */
export interface Skip {
  readonly case: string;
  readonly reason: string;
}

/** What the suite is run on. */
export interface SuiteOptions {
  readonly create: () => ConfiguredProvider;
  readonly fixtures: () => Promise<readonly Fixture[]>;
  readonly skip: readonly Skip[];
  readonly cases: readonly SuiteCase[];
  readonly patience?: Patience | undefined;
}

/** Runs each case once, one at a time, after the cases that it depends on. */
export class Suite {
  readonly #options: SuiteOptions;
  readonly #results = new Map<string, Promise<CaseResult>>();
  /** By case: the fixtures with which it, or a case that it depends on, found a broken rule. */
  readonly #broken = new Map<string, ReadonlySet<Fixture>>();
  #subject: Promise<CaseSubject> | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: SuiteOptions) {
    this.#options = options;
  }

  /** What is wrong with the list of skips; empty when nothing is. */
  skipProblems(): readonly string[] {
    const { skip, cases } = this.#options;
    return skip.flatMap(({ case: id, reason }) => [
      ...(cases.some((one) => one.id === id) ? [] : [`There is no case ${id}; remove its skip.`]),
      ...(reason.trim() === '' ? [`The skip of ${id} has no reason.`] : []),
    ]);
  }

  /** What no fixture shows, in words. Rejects only when no case can run at all. */
  async missing(): Promise<readonly string[]> {
    return missingFixtures(await this.#opened());
  }

  /** The result of a case. Rejects only when no case can run at all. */
  result(id: string): Promise<CaseResult> {
    let result = this.#results.get(id);
    if (result === undefined) {
      result = this.#evaluate(id);
      this.#results.set(id, result);
    }
    return result;
  }

  async #evaluate(id: string): Promise<CaseResult> {
    const subject = await this.#opened();
    const found = this.#options.cases.find((one) => one.id === id);
    if (found === undefined) throw new TypeError(`There is no case ${id}.`);
    const broken = new Set<Fixture>();
    for (const before of found.unless ?? []) {
      if ((await this.#known(before))?.status === 'failed') return notRun(found, `${before} failed.`);
    }
    for (const before of found.after ?? []) {
      const earlier = await this.#known(before);
      for (const fixture of this.#broken.get(before) ?? []) broken.add(fixture);
      if (earlier?.status === 'not-run') return notRun(found, earlier.reason?.replace(/^.*: /, '') ?? '');
      if (earlier?.status === 'failed' && !subject.answers.some((one) => !broken.has(one) && hasText(one))) {
        return notRun(found, `${before} failed.`);
      }
      if (earlier?.status === 'failed' && !this.#broken.has(before)) return notRun(found, `${before} failed.`);
    }
    if (broken.size > 0) this.#broken.set(id, broken);
    return this.#inTurn(() => this.#run(found, subject, broken));
  }

  /** The result of a case that another one depends on; `undefined` if the suite does not run it. */
  async #known(id: string): Promise<CaseResult | undefined> {
    return this.#options.cases.some((one) => one.id === id) ? await this.result(id) : undefined;
  }

  async #run(found: SuiteCase, whole: CaseSubject, broken: ReadonlySet<Fixture>): Promise<CaseResult> {
    const begin = performance.now();
    const subject = broken.size === 0 ? whole : withoutFixtures(whole, broken);
    const without =
      broken.size === 0 ? '' : ` It was judged without ${[...broken].map(nameOf).join(', ')}, which failed before.`;
    const applies = found.applies(subject);
    if (applies !== true) {
      const reason = /fixture|answer/i.test(applies) ? `${applies}${without}` : applies;
      return { ...told(found), status: 'not-applicable', reason, durationMs: 0 };
    }
    const skip = this.#options.skip.find((one) => one.case === found.id);
    let problem: string | undefined;
    subject.exceptions.clear();
    try {
      // The run continues even if a provider tries to end the process. A case of its own reports that.
      using _exits = watchExits();
      await withinLimit(found.run(subject), subject.patienceMs * patienceOfCase);
    } catch (error) {
      if (error instanceof NotJudged) {
        return { ...told(found), status: 'not-applicable', reason: `${error.message}${without}`, durationMs: 0 };
      }
      if (error instanceof CaseFailure && error.fixtures.length > 0 && skip === undefined) {
        this.#broken.set(found.id, new Set([...broken, ...error.fixtures]));
      } else this.#broken.delete(found.id);
      const said = error instanceof Error ? error.message : String(error);
      problem = [said, ...subject.exceptions.told.map((thrown) => `  Thrown by the provider: ${thrown}`)].join('\n');
    }
    const durationMs = performance.now() - begin;
    if (skip === undefined) {
      return problem === undefined
        ? { ...told(found), status: 'passed', durationMs }
        : { ...told(found), status: 'failed', reason: problem, durationMs };
    }
    if (problem !== undefined) return { ...told(found), status: 'skipped', reason: skip.reason, durationMs };
    return {
      ...told(found),
      status: 'failed',
      reason: `It is skipped ("${skip.reason}") and passes: remove the skip.`,
      durationMs,
    };
  }

  #opened(): Promise<CaseSubject> {
    const { create, fixtures, patience } = this.#options;
    this.#subject ??= fixtures().then((loaded) => openSubject(create, loaded, patience));
    return this.#subject;
  }

  /** Cases look at timers and connections, so no two run at once. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work, work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

function notRun(found: SuiteCase, why: string): CaseResult {
  return { ...told(found), status: 'not-run', reason: `It depends on another case: ${why}`, durationMs: 0 };
}

/** Most cases compare a text. */
function hasText({ expect }: Fixture): boolean {
  return 'text' in expect && expect.text !== '';
}

/** The subject without some of its fixtures. */
function withoutFixtures(subject: CaseSubject, broken: ReadonlySet<Fixture>): CaseSubject {
  const left = (fixtures: readonly Fixture[]): readonly Fixture[] => fixtures.filter((one) => !broken.has(one));
  const { fixtures, answers, failures } = subject;
  return { ...subject, fixtures: left(fixtures), answers: left(answers), failures: left(failures) };
}

async function withinLimit(run: Promise<void>, limitMs: number): Promise<void> {
  if (!(await settles(run, limitMs))) {
    throw new CaseFailure(`It did not end within ${limitMs / 1_000} seconds.`);
  }
  await run;
}

function told({ id, rule, fix }: SuiteCase): Pick<CaseResult, 'id' | 'rule' | 'fix'> {
  return { id, rule, fix };
}
