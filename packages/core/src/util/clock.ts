/** The clock of a client. A replacement needs only `now`; what it leaves out falls back to the system's clock. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds of a clock that never jumps, from an arbitrary start. Default: `process.hrtime`. */
  monotonic?(): number;
  /**
   * Calls back once after `delayMs` milliseconds. Returns a function that cancels the timer. The timer keeps the
   * process alive only if `hold` is true. Default: `setTimeout`.
   */
  schedule?(delayMs: number, callback: () => void, hold?: boolean): () => void;
}

/** A clock with all its parts. */
export type CompleteClock = Required<Clock>;

/** The system's clock. */
export const systemClock: CompleteClock = {
  now: () => Date.now(),
  // Not the global `performance`, which Node.js would have to load for this.
  monotonic: () => Number(process.hrtime.bigint()) / 1e6,
  schedule(delayMs, callback, hold = false) {
    const timer = setTimeout(callback, Math.min(delayMs, 2 ** 31 - 1));
    if (!hold) timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Fills in what a replacement leaves out. */
export function completeClock(clock: Clock): CompleteClock {
  return {
    now: () => clock.now(),
    monotonic: clock.monotonic?.bind(clock) ?? systemClock.monotonic,
    schedule: clock.schedule?.bind(clock) ?? systemClock.schedule,
  };
}

// A promise does not keep Node.js running, and neither do the timers of a call. If a provider waited for a promise that
// nothing settles, // the process would end silently in the middle of the call, before the deadline. // @see
// https://github.com/nodejs/node/issues/22088
let waits = 0;
let timer: NodeJS.Timeout | undefined;

/**
 * Keeps the process alive until {@link releaseProcess} has been called as often. All waits share one timer, so this is
 * cheap.
 */
export function holdProcess(): void {
  waits += 1;
  if (waits > 1) return;
  timer ??= setInterval(() => undefined, 2 ** 31 - 1);
  timer.ref();
}

/** Ends a wait that began with {@link holdProcess}. */
export function releaseProcess(): void {
  waits -= 1;
  if (waits === 0) timer?.unref();
}
