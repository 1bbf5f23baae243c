import type { PlugboardError } from './plugboard-error.ts';

/**
 * What the one that failed knows about repeating it; the loop in `call/` decides.
 * - `safe`: surely not processed: never sent, refused with 408, 425, 429 or 503, or without effect (GET)
 * - `duplicate`: may have been processed
 * - `fresh-token`: a 401, and the token has been dropped
 * - `fresh-connection`: a kept-alive socket died before the first byte of the answer
 * - `never`: the same would happen again
 */
export type RepeatHint = 'safe' | 'duplicate' | 'fresh-token' | 'fresh-connection' | 'never';

export const hintKey: unique symbol = Symbol.for('plugboard.repeat-hint') as never;

const hints: ReadonlySet<unknown> = new Set<RepeatHint>([
  'safe',
  'duplicate',
  'fresh-token',
  'fresh-connection',
  'never',
]);

/** A mark, if it is one; another copy of Plugboard may have set it. */
export function repeatHintFrom(mark: unknown): RepeatHint | undefined {
  return hints.has(mark) ? (mark as RepeatHint) : undefined;
}

/** Marks an error for the loop. The mark is invisible to `JSON.stringify` and `util.inspect`. */
export function withRepeatHint(error: PlugboardError, hint: RepeatHint): PlugboardError {
  Object.defineProperty(error, hintKey, { value: hint, configurable: true });
  return error;
}

/** The mark of an error, or what its code and status imply. */
export function repeatHintOf(error: PlugboardError): RepeatHint {
  const marked = repeatHintFrom(Reflect.get(error, hintKey));
  if (marked !== undefined) return marked;
  if (!error.retryable) return 'never';
  if (error.code === 'rate_limited' || isRefusal(error.status)) return 'safe';
  return 'duplicate';
}

/** Statuses by which a service says that it has not processed the request. */
export function isRefusal(status: number | undefined): boolean {
  return status === 408 || status === 425 || status === 429 || status === 503;
}
