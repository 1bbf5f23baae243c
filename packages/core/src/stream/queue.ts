import type { PlugboardError } from '../errors/plugboard-error.ts';
import type { Closing, Sink, Source } from './source.ts';

/** The code that fills a queue, as the queue sees it. */
export interface Producer {
  /** Why the call was ended. The items in the queue are useless then. */
  readonly cancelled: PlugboardError | undefined;
  /** Begins to fill the queue. Called by the first `pull`. */
  open(): void;
  pause(): void;
  resume(): void;
  /** Told whether the reader waits. While nobody waits, the connection must not keep the process alive. */
  setReferenced(referenced: boolean): void;
  close(how: Closing): void;
}

/** Keeps the items of a socket that pushes, for a reader that pulls. The only place with back-pressure. */
export class Queue<T> implements Source<T> {
  readonly #producer: Producer;
  readonly #maxItems: number;
  readonly #maxSize: number;
  #items: T[] = [];
  #head = 0;
  /** The size of all items since the queue was last empty, including those that the reader took. */
  #size = 0;
  #sink: Sink<T> | undefined;
  #state: 'new' | 'open' | 'ended' | 'failed' | 'closed' = 'new';
  #failure: unknown;
  #paused = false;

  /** @param maxSize - In the unit of the `size` that `push` gets. Above either limit, the producer is paused. */
  constructor(producer: Producer, maxItems: number, maxSize: number) {
    this.#producer = producer;
    this.#maxItems = maxItems;
    this.#maxSize = maxSize;
  }

  push(item: T, size: number): void {
    if (this.#state !== 'open') return;
    const sink = this.#takeSink();
    if (sink !== undefined) {
      this.#producer.setReferenced(false);
      return sink.onItem(item);
    }
    this.#items.push(item);
    this.#size += size;
    if (!this.#paused && (this.#items.length - this.#head > this.#maxItems || this.#size > this.#maxSize)) {
      this.#paused = true;
      this.#producer.pause();
    }
  }

  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#takeSink()?.onEnd();
  }

  /** The reader gets the error after the items that are in the queue or, with `dropItems`, instead of them. */
  fail(error: unknown, dropItems: boolean): void {
    if (this.#state !== 'open' && !(dropItems && this.#state === 'ended')) return;
    if (dropItems) this.#clear();
    const sink = this.#takeSink();
    this.#state = sink === undefined ? 'failed' : 'closed';
    this.#failure = error;
    sink?.onError(error);
  }

  poll(): T | undefined {
    if (this.#head === this.#items.length || this.#producer.cancelled !== undefined) return undefined;
    return this.#take();
  }

  pull(sink: Sink<T>): void {
    const cancelled = this.#state === 'closed' ? undefined : this.#producer.cancelled;
    if (cancelled !== undefined) {
      this.close('left');
      return sink.onError(cancelled);
    }
    if (this.#head < this.#items.length) return sink.onItem(this.#take());
    if (this.#state === 'failed') {
      this.#state = 'closed';
      return sink.onError(this.#failure);
    }
    if (this.#state === 'ended' || this.#state === 'closed') return sink.onEnd();
    this.#sink = sink;
    if (this.#state === 'open') {
      this.#producer.setReferenced(true);
    } else {
      this.#state = 'open';
      this.#producer.open();
    }
  }

  close(how: Closing): void {
    this.#clear();
    const isOpen = this.#state === 'open';
    this.#state = 'closed';
    if (isOpen) this.#producer.close(how);
    this.#takeSink()?.onEnd();
  }

  #takeSink(): Sink<T> | undefined {
    const sink = this.#sink;
    this.#sink = undefined;
    return sink;
  }

  #take(): T {
    const item = this.#items[this.#head] as T;
    this.#head += 1;
    if (this.#head === this.#items.length) {
      this.#clear();
      if (this.#paused) {
        this.#paused = false;
        this.#producer.resume();
      }
    }
    return item;
  }

  #clear(): void {
    this.#items = [];
    this.#head = 0;
    this.#size = 0;
  }
}
