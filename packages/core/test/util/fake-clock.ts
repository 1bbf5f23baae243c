import type { CompleteClock } from '../../src/util/clock.ts';

/** Time that goes on only when it is told to. */
export class FakeClock implements CompleteClock {
  #now = 0;
  readonly #timers = new Set<{
    readonly at: number;
    readonly delayMs: number;
    readonly callback: () => void;
    readonly hold: boolean;
  }>();

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  schedule(delayMs: number, callback: () => void, hold: boolean = false): () => void {
    const timer = { at: this.#now + delayMs, delayMs, callback, hold };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** How many timers run. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Whether a timer of this length runs that holds the process. */
  holds(delayMs: number): boolean {
    return [...this.#timers].some((timer) => timer.hold && timer.delayMs === delayMs);
  }

  /** Goes on millisecond by millisecond, with a turn of the event loop for each timer that fires. */
  async pass(milliseconds: number): Promise<void> {
    for (const end = this.#now + milliseconds; this.#now < end;) {
      this.#now += 1;
      for (const timer of this.#timers) {
        if (timer.at > this.#now) continue;
        this.#timers.delete(timer);
        timer.callback();
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
}
