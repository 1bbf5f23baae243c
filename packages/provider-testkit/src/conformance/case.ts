import type { Subject } from '../subject/subject.ts';
import type { CaseSubject } from './subject.ts';

/** One sentence of the contract, and how it is proved. Cases are data: `conformanceCases` lists them all. */
export interface ConformanceCase {
  /** `group/name`; stable, for `skip` and for reports. */
  readonly id: string;
  /** The sentence of the contract that it proves. */
  readonly rule: string;
  /** What to do when it fails. Every case of `conformanceCases` says so. */
  readonly fix?: string | undefined;
  /** Not run when one of these failed, or was not run. */
  readonly after?: readonly string[] | undefined;
  /** Not run when one of these failed: it would fail, too, and say less. Whether they could be run does not matter. */
  readonly unless?: readonly string[] | undefined;
  /**
   * `true`, or a string that says why the case has no meaning for this provider. Such a case is reported, and never counted as passed.
   * The subject is one of `createSubject`.
   */
  applies(subject: Subject): true | string;
  /**
   * Rejects, saying what was seen, when the provider breaks the rule; with a `NotJudged` when there was nothing to try. The subject is
   * one of `createSubject`.
   */
  run(subject: Subject): Promise<void>;
}

/** A case of the suite itself. It sees more of a call than `Subject.play` shows. */
export interface SuiteCase extends ConformanceCase {
  readonly fix: string;
  applies(subject: CaseSubject): true | string;
  /** Rejects with a {@link CaseFailure} when the provider breaks the rule. */
  run(subject: CaseSubject): Promise<void>;
}
