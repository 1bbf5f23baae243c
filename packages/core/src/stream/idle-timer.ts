import type { CompleteClock } from '../util/clock.ts';

/**
 * Calls back a turn of the event loop later: when this process was busy for longer than a timeout, timers are due before what
 * has arrived meanwhile is read, and a service that kept its time must not be blamed.
 */
export function expireAfterInput(callback: () => void): () => void {
  const turn = setImmediate(callback);
  return () => clearImmediate(turn);
}

/** Calls back when nothing has happened for a while. `touch` is only a note of the time, so it may be called for each piece. */
export class IdleTimer {
  readonly #clock: CompleteClock;
  readonly #milliseconds: number;
  readonly #callback: () => void;
  #last = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: CompleteClock, milliseconds: number, callback: () => void) {
    this.#clock = clock;
    this.#milliseconds = milliseconds;
    this.#callback = callback;
  }

  start(): void {
    this.touch();
    this.#schedule(this.#milliseconds);
  }

  touch(): void {
    this.#last = this.#clock.monotonic();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #expire(): void {
    if (this.#clock.monotonic() - this.#last >= this.#milliseconds) this.#callback();
    else this.#schedule(this.#milliseconds);
  }

  #schedule(delay: number): void {
    this.#cancel?.();
    this.#cancel = this.#clock.schedule(
      delay,
      () => {
        const left = this.#last + this.#milliseconds - this.#clock.monotonic();
        if (left > 0) this.#schedule(left);
        else this.#cancel = expireAfterInput(() => this.#expire());
      },
      true,
    );
  }
}
