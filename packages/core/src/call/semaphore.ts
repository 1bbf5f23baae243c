import type { CancelSignal } from '../util/cancel.ts';

/** Bounds the calls of one instance; who waits is served in order. */
export class Semaphore {
  readonly #limit: number;
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes a place and returns true, or false while all are taken. */
  tryAcquire(): boolean {
    if (this.#taken >= this.#limit) return false;
    this.#taken += 1;
    return true;
  }

  /** Resolves when there is a place, which then is the caller's until {@link release}. */
  async acquire(signal: CancelSignal): Promise<void> {
    if (signal.reason !== undefined) throw signal.reason;
    if (!this.tryAcquire()) await this.#turn(signal);
  }

  /** Gives one place to the next one. Once for each place that was taken. */
  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#taken -= 1;
      return;
    }
    // The place goes over to the next one.
    this.#waiting.delete(next);
    next();
  }

  #turn(signal: CancelSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onCancel = (reason: Error): void => {
        this.#waiting.delete(onTurn);
        reject(reason);
      };
      const onTurn = (): void => {
        signal.unsubscribe(onCancel);
        resolve();
      };
      this.#waiting.add(onTurn);
      signal.subscribe(onCancel);
    });
  }
}
