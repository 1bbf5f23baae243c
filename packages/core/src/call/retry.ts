import type { CancelListener, CancelSignal } from '../util/cancel.ts';
import type { CompleteClock } from '../util/clock.ts';
import { retryHintOf } from '../errors/retry-hint.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';

/** How often, and which, failed attempts are retried. */
export interface RetryPolicy {
  /** Retries per candidate. */
  readonly maxRetries: number;
  /** Whether to retry also a request that the service may have received. */
  readonly duplicateOk: boolean;
}

/** How long to wait before a retry, in milliseconds. */
export const backoff = { baseMs: 500, capMs: 8_000, maxRetryAfterMs: 60_000 } as const;

/** The retries that a candidate has used up. */
export interface RetriesUsed {
  /** How many retries of the policy's budget. */
  readonly counted: number;
  readonly freshToken: boolean;
  readonly freshConnection: boolean;
}

/** No retry yet. */
export const noRetries: RetriesUsed = { counted: 0, freshToken: false, freshConnection: false };

/** What to do after a failure: retry after `waitMs`, after which `used` counts. `undefined`: give up. */
export type Decision = { readonly waitMs: number; readonly used: RetriesUsed } | undefined;

/**
 * Decides whether and when to retry after a failure. If the wait would exceed the deadline, or the longest wait that
 * core accepts, it gives up at once.
 * @param random - Returns a number from 0 to 1. The wait is that part of the backoff (full jitter).
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

/**
 * Like {@link wait}, for a number that comes from a provider. Rejects with `config_invalid` for one that is negative or
 * not finite.
 */
export async function sleep(clock: CompleteClock, milliseconds: number, signal: CancelSignal): Promise<void> {
  if (!Number.isFinite(milliseconds) || milliseconds < 0) {
    throw new PlugboardError('config_invalid', 'sleep needs a number of milliseconds, 0 or more.');
  }
  await wait(clock, milliseconds, signal);
}

/** Waits this many milliseconds. Rejects with the signal's reason as soon as it fires. */
export function wait(clock: CompleteClock, delayMs: number, signal: CancelSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.reason !== undefined) return reject(signal.reason);
    const listener: CancelListener = {
      onCancel(reason) {
        cancelTimer();
        reject(reason);
      },
    };
    // The timer keeps the process alive, because the caller awaits this call.
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
