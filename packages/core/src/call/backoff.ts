import { retryHintOf } from '../errors/retry-hint.ts';
import type { PlugboardError } from '../errors/plugboard-error.ts';

/** How often and when a failed try is repeated. */
export interface RetryPolicy {
  /** Repeats per candidate. */
  readonly maxRetries: number;
  /** Also repeat what may have been received. */
  readonly duplicateOk: boolean;
}

/** Milliseconds. */
export const backoff = { baseMs: 500, capMs: 8_000, longestRetryAfterMs: 60_000 } as const;

/** What a candidate has used up. */
export interface Repeats {
  /** Of the budget. */
  readonly counted: number;
  readonly freshToken: boolean;
  readonly freshConnection: boolean;
}

/** No repeat yet. */
export const noRepeats: Repeats = { counted: 0, freshToken: false, freshConnection: false };

/** What to do after a failure: repeat after a wait, with what is then used up, or give up. */
export type Decision = { readonly waitMs: number; readonly used: Repeats } | undefined;

/** Decides about a repeat. `random` is 0 to 1: full jitter. A wait that the deadline or the cap forbids is not begun. */
export function decideRepeat(
  error: PlugboardError,
  used: Repeats,
  policy: RetryPolicy,
  remainingMs: number,
  random: () => number,
): Decision {
  const hint = retryHintOf(error);
  if (hint === 'fresh-token') return used.freshToken ? undefined : { waitMs: 0, used: { ...used, freshToken: true } };
  if (hint === 'fresh-connection' && !used.freshConnection) {
    return { waitMs: 0, used: { ...used, freshConnection: true } };
  }
  const mayBeRepeated = hint === 'safe' || (policy.duplicateOk && hint !== 'never');
  if (!error.retryable || !mayBeRepeated || used.counted >= policy.maxRetries) return undefined;
  const waitMs = waitBefore(error, used.counted, random);
  if (waitMs === undefined || waitMs >= remainingMs) return undefined;
  return { waitMs, used: { ...used, counted: used.counted + 1 } };
}

function waitBefore(error: PlugboardError, repeats: number, random: () => number): number | undefined {
  if (error.retryAfterMs !== undefined) {
    return error.retryAfterMs > backoff.longestRetryAfterMs ? undefined : error.retryAfterMs;
  }
  return random() * Math.min(backoff.capMs, backoff.baseMs * 2 ** repeats);
}
