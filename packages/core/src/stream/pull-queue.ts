import type { PlugboardError } from '../errors/plugboard-error.ts';
import { nextOf, type ItemReader } from './ready-events.ts';

/** What a queue asks of its source. */
export interface QueueSource {
  /** Why the call was ended; what waits is then of no use. */
  readonly cancelled: PlugboardError | undefined;
  /** Begins; called by the first `next`. */
  open(): void;
  pause(): void;
  resume(): void;
  /** Whether somebody waits: what nobody waits for must not keep the process alive. */
  awaited(awaited: boolean): void;
  /** The consumer wants no more. */
  close(): void;
  /** The consumer has all it wanted; what is left may be read and dropped. */
  drain(): void;
}

/** The hand-over from a socket that pushes to a consumer that pulls, without a stream or generator between. */
export class PullQueue<T> implements AsyncIterableIterator<T> {
  readonly #source: QueueSource;
  readonly #maxItems: number;
  readonly #maxSize: number;
  #items: T[] = [];
  #sizes: number[] = [];
  #head = 0;
  #size = 0;
  #waiter: ItemReader<T> | undefined;
  /** Those that came while another one waited. */
  #laterWaiters: ItemReader<T>[] | undefined;
  #state: 'new' | 'open' | 'ended' | 'failed' | 'closed' = 'new';
  #failure: unknown;
  #paused = false;

  /** @param maxSize In the unit in which items are pushed. */
  constructor(source: QueueSource, maxItems: number, maxSize: number) {
    this.#source = source;
    this.#maxItems = maxItems;
    this.#maxSize = maxSize;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(item: T, size: number): void {
    if (this.#state !== 'open') return;
    const waiter = this.#waiter;
    if (waiter !== undefined) {
      this.#waiter = this.#laterWaiters?.shift();
      if (this.#waiter === undefined) this.#source.awaited(false);
      waiter.onEvent(item);
      return;
    }
    this.#items.push(item);
    this.#sizes.push(size);
    this.#size += size;
    if (!this.#paused && (this.#items.length - this.#head > this.#maxItems || this.#size > this.#maxSize)) {
      this.#paused = true;
      this.#source.pause();
    }
  }

  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#endWaiting();
  }

  /** The error comes after what is waiting; with `now`, instead of it. */
  fail(error: unknown, now: boolean): void {
    if (this.#state !== 'open' && !(now && this.#state === 'ended')) return;
    if (now) this.#clear();
    const first = this.#waiter;
    this.#waiter = this.#laterWaiters?.shift();
    this.#state = first === undefined ? 'failed' : 'closed';
    this.#failure = error;
    first?.onError(error);
    this.#endWaiting();
  }

  next(): Promise<IteratorResult<T>> {
    return nextOf(this);
  }

  /** See `ReadyIterator`. */
  handNextTo(reader: ItemReader<T>): void {
    const aborted = this.#state === 'closed' ? undefined : this.#source.cancelled;
    if (aborted !== undefined) {
      this.#clear();
      this.#leave();
      this.#endWaiting(aborted);
      return reader.onError(aborted);
    }
    if (this.#head < this.#items.length) return reader.onEvent(this.#take());
    if (this.#state === 'failed') {
      this.#state = 'closed';
      return reader.onError(this.#failure);
    }
    if (this.#state === 'ended' || this.#state === 'closed') return reader.onEvent(undefined);
    if (this.#waiter === undefined) this.#waiter = reader;
    else (this.#laterWaiters ??= []).push(reader);
    if (this.#state !== 'new') {
      this.#source.awaited(true);
      return;
    }
    this.#state = 'open';
    this.#source.open();
  }

  return(): Promise<IteratorResult<T>> {
    this.#clear();
    this.#leave();
    this.#endWaiting();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** See `ReadyIterator`. Items are dropped on an abort, so there is nothing to ask the signal for. */
  takeWhen<R>(read: (item: T) => R | undefined): R | undefined {
    const item = this.#items[this.#head];
    const result = item === undefined ? undefined : read(item);
    if (result !== undefined) this.#take();
    return result;
  }

  /** See `ReadyIterator`. */
  readToEnd(): void {
    this.#clear();
    const open = this.#state === 'open';
    this.#state = 'closed';
    if (open) this.#source.drain();
    this.#endWaiting();
  }

  #endWaiting(error?: PlugboardError): void {
    const waiters = [this.#waiter, ...(this.#laterWaiters ?? [])];
    this.#waiter = undefined;
    this.#laterWaiters = undefined;
    for (const waiter of waiters) {
      if (error === undefined) waiter?.onEvent(undefined);
      else waiter?.onError(error);
    }
  }

  #leave(): void {
    const open = this.#state === 'open';
    this.#state = 'closed';
    if (open) this.#source.close();
  }

  #take(): T {
    const item = this.#items[this.#head] as T;
    this.#size -= this.#sizes[this.#head] ?? 0;
    this.#head += 1;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#sizes = [];
      this.#head = 0;
      if (this.#paused) {
        this.#paused = false;
        this.#source.resume();
      }
    }
    return item;
  }

  #clear(): void {
    this.#items = [];
    this.#sizes = [];
    this.#head = 0;
    this.#size = 0;
  }
}
