import { PlugboardError } from './plugboard-error.ts';

/**
 * What the code that failed knows about retrying. The loop in `call/` decides whether to retry.
 * - `safe`: certainly not processed: never sent, or refused with 408, 425, 429, 503 or 529, or without effect (GET)
 * - `duplicate`: may have been processed
 * - `fresh-token`: a 401, and the token has been dropped
 * - `fresh-connection`: a kept-alive socket died before the first byte of the response
 * - `never`: a retry would fail in the same way
 */
export type RetryHint = 'safe' | 'duplicate' | 'fresh-token' | 'fresh-connection' | 'never';

/** The property of an error that holds its hint. Another installed copy of Plugboard may have set it. */
export const hintKey: unique symbol = Symbol.for('plugboard.retry-hint') as never;

const hints: ReadonlySet<unknown> = new Set<RetryHint>([
  'safe',
  'duplicate',
  'fresh-token',
  'fresh-connection',
  'never',
]);

/** The value if it is a hint, otherwise `undefined`. */
export function hintFrom(value: unknown): RetryHint | undefined {
  return hints.has(value) ? (value as RetryHint) : undefined;
}

/** Attaches a hint for the loop. `JSON.stringify` and `util.inspect` do not show it. */
export function withRetryHint(error: PlugboardError, hint: RetryHint): PlugboardError {
  Object.defineProperty(error, hintKey, { value: hint, configurable: true });
  return error;
}

/** Whether an error has a hint attached, as every error of core's `Http` has. Errors that callers see have none. */
export function hasRetryHint(error: PlugboardError): boolean {
  return hintFrom(Reflect.get(error, hintKey)) !== undefined;
}

/**
 * Attaches the hint that the error's code and status imply, unless it has one. Leaves other values and frozen errors
 * unchanged.
 */
export function ensureRetryHint(error: unknown): unknown {
  if (!PlugboardError.isInstance(error) || hasRetryHint(error) || !Object.isExtensible(error)) return error;
  return withRetryHint(error, retryHintOf(error));
}

/** The hint of an error, or the one that its code and status imply. */
export function retryHintOf(error: PlugboardError): RetryHint {
  const attached = hintFrom(Reflect.get(error, hintKey));
  if (attached !== undefined) return attached;
  if (!error.retryable) return 'never';
  if (error.code === 'rate_limited' || isRefusal(error.status)) return 'safe';
  return 'duplicate';
}

/** Whether this status says that the service did not process the request. 529 is Anthropic's equivalent of 503. */
export function isRefusal(status: number | undefined): boolean {
  return status === 408 || status === 425 || status === 429 || status === 503 || status === 529;
}
