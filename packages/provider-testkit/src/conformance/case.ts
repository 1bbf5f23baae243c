import type { CaseSubject } from './subject.ts';

/** One sentence of the contract, and how it is proved. Cases are data: `conformanceCases` lists them all. */
export interface ConformanceCase {
  /** `group/name`; stable, for `skip` and for reports. */
  readonly id: string;
  /** The sentence of the contract that it proves. */
  readonly rule: string;
  /** What to do when it fails. */
  readonly fix: string;
  /** Not run when one of these failed. */
  readonly after?: readonly string[] | undefined;
  /** A string says why the case has no meaning for this provider: reported, never counted as passed. */
  applies(subject: CaseSubject): true | string;
  /** Rejects with a {@link CaseFailure} when the provider breaks the rule. */
  run(subject: CaseSubject): Promise<void>;
}
