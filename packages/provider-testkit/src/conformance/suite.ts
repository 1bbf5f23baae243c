import type { ConfiguredProvider } from '@plugboard/core/provider';
import type { Fixture } from '../fixtures/fixture.ts';
import { CaseFailure } from './case-failure.ts';
import type { SuiteCase } from './case.ts';
import { NotJudged } from './not-judged.ts';
import { openSubject, type Patience } from './open-subject.ts';
import { watchExits } from './process/watch-exits.ts';
import type { CaseSubject } from './subject.ts';
import { settles } from './until.ts';

/** A case ends after so many times of patience, whatever the provider waits for. */
const patienceOfCase = 10;

/** What became of one case. */
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

/** Runs cases one at a time, each once, those that a case comes after before it. */
export class Suite {
  readonly #options: SuiteOptions;
  readonly #results = new Map<string, Promise<CaseResult>>();
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
    for (const before of found.after ?? []) {
      if (!this.#options.cases.some((one) => one.id === before)) continue;
      const { status } = await this.result(before);
      if (status === 'failed' || status === 'not-run') {
        const reason = status === 'failed' ? `${before} failed` : `${before} was not run`;
        return { ...told(found), status: 'not-run', reason: `It comes after another case: ${reason}.`, durationMs: 0 };
      }
    }
    return this.#inTurn(() => this.#run(found, subject));
  }

  async #run(found: SuiteCase, subject: CaseSubject): Promise<CaseResult> {
    const begin = performance.now();
    const applies = found.applies(subject);
    if (applies !== true) return { ...told(found), status: 'not-applicable', reason: applies, durationMs: 0 };
    const skip = this.#options.skip.find((one) => one.case === found.id);
    let problem: string | undefined;
    subject.exceptions.clear();
    try {
      // The run goes on, whatever a provider may do; which provider ends the process is told by a case of its own.
      using _exits = watchExits();
      await withinLimit(found.run(subject), subject.patienceMs * patienceOfCase);
    } catch (error) {
      if (error instanceof NotJudged) {
        return { ...told(found), status: 'not-applicable', reason: error.message, durationMs: 0 };
      }
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

async function withinLimit(run: Promise<void>, limitMs: number): Promise<void> {
  if (!(await settles(run, limitMs))) {
    throw new CaseFailure(`After ${limitMs / 1_000} seconds, it had not come to an end.`);
  }
  await run;
}

function told({ id, rule, fix }: SuiteCase): Pick<CaseResult, 'id' | 'rule' | 'fix'> {
  return { id, rule, fix };
}
