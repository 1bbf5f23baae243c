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
    const timer = setTimeout(callback, Math.min(delayMs, longestDelayMs));
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

/** Something that will happen at a time that may move. */
export interface Deadline {
  /**
   * When it happens, by the clock's `monotonic`. Infinite while there is nothing to wait for. Whoever makes it earlier
   * calls {@link Deadlines.expect}.
   */
  readonly dueAt: number;
  onDue(): void;
}

/** `setTimeout` takes no longer delay. */
const longestDelayMs = 2 ** 31 - 1;

/**
 * All deadlines of one clock, with a single timer for the next one. Each call has two, and few are ever reached: two
 * timers of Node.js, with their callbacks and the functions that cancel them, took 0.7 kB of a stream's memory. The
 * timer does not keep the process alive.
 */
export class Deadlines {
  readonly #clock: CompleteClock;
  readonly #all = new Set<Deadline>();
  #armedFor = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(clock: CompleteClock) {
    this.#clock = clock;
  }

  /** The clock's monotonic time, in milliseconds. */
  now(): number {
    return this.#clock.monotonic();
  }

  add(deadline: Deadline): void {
    this.#all.add(deadline);
    // A timer that should have fired long ago was lost, as happens when a test replaces `setTimeout` for a while.
    if (this.#armedFor < this.now()) this.#arm(this.#next());
    else this.expect(deadline.dueAt);
  }

  delete(deadline: Deadline): void {
    if (this.#all.delete(deadline) && this.#all.size === 0) this.#disarm();
  }

  /** Makes sure that the timer fires no later than at this time. */
  expect(dueAt: number): void {
    if (dueAt < this.#armedFor) this.#arm(dueAt);
  }

  #arm(dueAt: number): void {
    this.#disarm();
    const now = this.now();
    const delayMs = Math.min(Math.max(0, dueAt - now), longestDelayMs);
    this.#armedFor = now + delayMs;
    this.#cancel = this.#clock.schedule(delayMs, this.#onTime);
  }

  #disarm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  #next(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { dueAt } of this.#all) next = Math.min(next, dueAt);
    return next;
  }

  readonly #onTime = (): void => {
    // `setTimeout` may be early by a fraction of a millisecond.
    const now = Math.max(this.now(), this.#armedFor);
    this.#cancel = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    const due: Deadline[] = [];
    for (const deadline of this.#all) {
      if (deadline.dueAt <= now) due.push(deadline);
      else next = Math.min(next, deadline.dueAt);
    }
    this.expect(next);
    // A deadline that is reached may remove others.
    for (const deadline of due) if (this.#all.has(deadline)) deadline.onDue();
  };
}

const deadlines = new WeakMap<CompleteClock, Deadlines>();

/** The deadlines of a clock, shared by everything that uses the clock. */
export function deadlinesOf(clock: CompleteClock): Deadlines {
  let known = deadlines.get(clock);
  if (known === undefined) deadlines.set(clock, (known = new Deadlines(clock)));
  return known;
}

// A promise does not keep Node.js running, and neither do the timers of a call. If a provider waited for a promise that
// nothing settles, the process would end silently in the middle of the call, before the deadline. See
// https://github.com/nodejs/node/issues/22088.
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
