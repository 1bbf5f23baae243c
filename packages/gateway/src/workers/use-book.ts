import type { KeyUse } from '../access/key-usage.ts';
import { MinuteWindow } from '../access/window.ts';

/** What one key uses, in all workers. */
interface Page<Worker> {
  readonly requests: MinuteWindow;
  readonly tokens: MinuteWindow;
  readonly running: Map<Worker, number>;
}

/** What keys use in all workers, for workers that start later and for the running requests of one that dies. */
export class UseBook<Worker> {
  readonly #now: () => number;
  /** By the name of the key. */
  readonly #pages = new Map<string, Page<Worker>>();

  /** @param now - Milliseconds of a clock that never goes back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Notes what a worker reports. */
  add(worker: Worker, { key, requests = 0, tokens = 0, running = 0 }: KeyUse): void {
    const page = this.#pages.get(key) ?? this.#newPage(key);
    page.requests.add(requests);
    page.tokens.add(tokens);
    page.running.set(worker, (page.running.get(worker) ?? 0) + running);
  }

  /** What a new worker has to know. It counts the last minute as if it were now, so for up to a minute it may refuse too much. */
  summary(): readonly KeyUse[] {
    return [...this.#pages].map(([key, { requests, tokens, running }]) => ({
      key,
      requests: requests.used,
      tokens: tokens.used,
      running: [...running.values()].reduce((sum, count) => sum + count, 0),
    }));
  }

  /** What the others have to know when a worker has died: its running requests are over. */
  forget(worker: Worker): readonly KeyUse[] {
    return [...this.#pages].flatMap(([key, { running }]) => {
      const count = running.get(worker) ?? 0;
      running.delete(worker);
      return count === 0 ? [] : [{ key, running: -count }];
    });
  }

  #newPage(key: string): Page<Worker> {
    const unlimited = (): MinuteWindow => new MinuteWindow(Infinity, this.#now);
    const page = { requests: unlimited(), tokens: unlimited(), running: new Map<Worker, number>() };
    this.#pages.set(key, page);
    return page;
  }
}
