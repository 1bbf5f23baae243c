import type { CancelListener, CancelSignal } from '../util/cancel.ts';
import type { CompleteClock } from '../util/clock.ts';
import { retryHintOf } from '../errors/retry-hint.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';

/** How often and when a failed attempt is retried. */
export interface RetryPolicy {
  /** Retries per candidate. */
  readonly maxRetries: number;
  /** Also retry what the service may have received. */
  readonly duplicateOk: boolean;
}

/** Milliseconds. */
export const backoff = { baseMs: 500, capMs: 8_000, maxRetryAfterMs: 60_000 } as const;

/** The retries that a candidate has used up. */
export interface RetriesUsed {
  /** Of the budget of the policy. */
  readonly counted: number;
  readonly freshToken: boolean;
  readonly freshConnection: boolean;
}

/** No retry yet. */
export const noRetries: RetriesUsed = { counted: 0, freshToken: false, freshConnection: false };

/** What to do after a failure: retry after `waitMs`, with what is then used up; `undefined`: give up. */
export type Decision = { readonly waitMs: number; readonly used: RetriesUsed } | undefined;

/**
 * Whether to retry after a failure, and when. `random` gives 0 to 1: full jitter. A wait that would pass the deadline, or the longest
 * wait that core accepts, is not begun.
 */
export function decideRetry(
  error: PlugboardError,
  used: RetriesUsed,
  policy: RetryPolicy,
  remainingMs: number,
  random: () => number,
): Decision {
  const hint = retryHintOf(error);
  if (hint === 'fresh-token') return used.freshToken ? undefined : { waitMs: 0, used: { ...used, freshToken: true } };
  if (hint === 'fresh-connection' && !used.freshConnection) {
    return { waitMs: 0, used: { ...used, freshConnection: true } };
  }
  const isSafe = hint === 'safe' || (policy.duplicateOk && hint !== 'never');
  if (!error.retryable || !isSafe || used.counted >= policy.maxRetries) return undefined;
  const waitMs = waitBefore(error, used.counted, random);
  if (waitMs === undefined || waitMs >= remainingMs) return undefined;
  return { waitMs, used: { ...used, counted: used.counted + 1 } };
}

function waitBefore(error: PlugboardError, retries: number, random: () => number): number | undefined {
  if (error.retryAfterMs !== undefined) {
    return error.retryAfterMs > backoff.maxRetryAfterMs ? undefined : error.retryAfterMs;
  }
  return random() * Math.min(backoff.capMs, backoff.baseMs * 2 ** retries);
}

/** {@link wait} for the number that a provider gave. */
export async function sleep(clock: CompleteClock, milliseconds: number, signal: CancelSignal): Promise<void> {
  if (!Number.isFinite(milliseconds) || milliseconds < 0) {
    throw new PlugboardError('config_invalid', 'sleep needs a number of milliseconds, 0 or more.');
  }
  await wait(clock, milliseconds, signal);
}

/** Waits so many milliseconds; rejects with the signal's reason at once when it fires. */
export function wait(clock: CompleteClock, delayMs: number, signal: CancelSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.reason !== undefined) return reject(signal.reason);
    const listener: CancelListener = {
      onCancel(reason) {
        cancelTimer();
        reject(reason);
      },
    };
    // Holds the process: the caller awaits this call.
    const cancelTimer = clock.schedule(
      delayMs,
      () => {
        signal.unsubscribe(listener);
        resolve();
      },
      true,
    );
    signal.subscribe(listener);
  });
}
