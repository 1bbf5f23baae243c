/** Time as a client sees it. Only `now` is required of a replacement; the rest falls back to the system's. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that never jump. Default: `process.hrtime`. */
  monotonic?(): number;
  /** Calls back once after so many milliseconds unless cancelled. The timer holds the process only when `hold` is true. Default: `setTimeout`. */
  schedule?(delayMs: number, callback: () => void, hold?: boolean): () => void;
}

/** A clock with all its parts. */
export type CompleteClock = Required<Clock>;

/** The system's clock. */
export const systemClock: CompleteClock = {
  now: () => Date.now(),
  // The global `performance` would be loaded for it.
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

// A promise does not keep Node running. If a provider waits for one that nothing will settle, the process would end in the middle of a
// call, without a word, instead of reaching the deadline: the timers of a call do not hold the process by themselves.
// https://github.com/nodejs/node/issues/22088
let waits = 0;
let timer: NodeJS.Timeout | undefined;

/** Keeps the process alive until {@link releaseProcess} was called as often. Cheap: all waits share one timer. */
export function holdProcess(): void {
  waits += 1;
  if (waits > 1) return;
  timer ??= setInterval(() => undefined, 2 ** 31 - 1);
  timer.ref();
}

/** Somebody who called {@link holdProcess} waits no longer. */
export function releaseProcess(): void {
  waits -= 1;
  if (waits === 0) timer?.unref();
}
