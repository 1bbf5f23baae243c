import { KeyUsage, type Verdict } from '../access/key-usage.ts';
import type { KeyLimits } from '../gateway-options.ts';

/** What keys use in all workers. The requests of a worker that has ended no longer count as running. */
export class SharedUsage<Worker> {
  readonly #usage: KeyUsage;
  /** How many requests of each key run in each worker. */
  readonly #running = new Map<Worker, Map<string, number>>();

  /** @param now - Milliseconds of a clock that never goes back. */
  constructor(now: () => number) {
    this.#usage = new KeyUsage(now);
  }

  /** Begins a request in a worker, if the key may make it. */
  begin(worker: Worker, key: string, limits: KeyLimits): Verdict {
    const verdict = this.#usage.begin(key, limits);
    if (verdict.reached === undefined) this.#count(worker, key, 1);
    return verdict;
  }

  useTokens(key: string, count: number): void {
    this.#usage.useTokens(key, count);
  }

  /** Ends a request of a worker. */
  release(worker: Worker, key: string): void {
    this.#usage.release(key);
    this.#count(worker, key, -1);
  }

  /** Ends all requests of a worker that is gone. */
  forget(worker: Worker): void {
    for (const [key, count] of this.#running.get(worker) ?? []) {
      for (let left = count; left > 0; left -= 1) this.#usage.release(key);
    }
    this.#running.delete(worker);
  }

  #count(worker: Worker, key: string, change: number): void {
    const counts = this.#running.get(worker) ?? new Map<string, number>();
    counts.set(key, (counts.get(key) ?? 0) + change);
    this.#running.set(worker, counts);
  }
}
