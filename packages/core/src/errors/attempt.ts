import type { ErrorCode, Phase } from './codes.ts';

/** One try at one candidate; repeats and candidates alike have an entry each. */
export interface Attempt {
  /** The instance that was tried. */
  readonly provider: string;
  /** The service's own model name. */
  readonly model: string;
  /** How far it got: the last step that was begun. */
  readonly phase: Phase;
  /** From the start of the try to its first content or its failure, on a monotonic clock. */
  readonly durationMs: number;
  /** Absent for the try that succeeded. */
  readonly code?: ErrorCode | undefined;
  /** The HTTP status of the failure, when there was one. */
  readonly status?: number | undefined;
}
