import type { Sink, Source } from './source.ts';
import { holdProcess, releaseProcess } from '../util/clock.ts';

interface Waiter<R> {
  resolve(result: IteratorResult<R>): void;
  reject(error: unknown): void;
}

/**
 * A source as an iterator, with one promise for each item. Calls of `next()` that overlap (`Promise.all` over them) are answered in order.
 * When the source fails, the first of them is rejected and the others end, as those of an async generator do.
 */
export class SourceIterator<T, R> implements AsyncIterableIterator<R>, Sink<T> {
  readonly #source: Source<T>;
  readonly #map: (item: T) => R | undefined;
  #first: R | undefined;
  /** The oldest call of `next()` without an answer. The source is asked for it. */
  #waiter: Waiter<R> | undefined;
  #later: Waiter<R>[] | undefined;
  #over = false;
  protected readonly keptAlive: unknown;

  /**
   * @param map - What the iterator shows of an item; `undefined`: nothing.
   * @param first - Comes before all items.
   * @param keptAlive - Is not garbage as long as this iterator is not.
   */
  constructor(source: Source<T>, map: (item: T) => R | undefined, first?: R, keptAlive?: unknown) {
    this.#source = source;
    this.#map = map;
    this.#first = first;
    this.keptAlive = keptAlive;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<R>> {
    if (this.#over) return Promise.resolve({ done: true, value: undefined });
    if (this.#waiter !== undefined) {
      return new Promise((resolve, reject) => void (this.#later ??= []).push({ resolve, reject }));
    }
    const value = this.#poll();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
      this.#source.pull(this);
    });
  }

  /** For `takeReady()`, which programs load without this file. */
  takeReady(): R | undefined {
    return this.#over || this.#waiter !== undefined ? undefined : this.#poll();
  }

  return(): Promise<IteratorResult<R>> {
    this.#leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** What `yield*` in a generator calls when an error is thrown into it. */
  throw(error: unknown): Promise<IteratorResult<R>> {
    this.#leave();
    return Promise.reject(error);
  }

  onItem(item: T): void {
    let value = this.#map(item) ?? this.#poll();
    while (value !== undefined) {
      const waiter = this.#waiter;
      this.#waiter = this.#later?.shift();
      waiter?.resolve({ done: false, value });
      if (this.#waiter === undefined) return;
      value = this.#poll();
    }
    this.#source.pull(this);
  }

  onEnd(): void {
    this.#over = true;
    const waiters = [this.#waiter, ...(this.#later ?? [])];
    this.#waiter = undefined;
    this.#later = undefined;
    for (const waiter of waiters) waiter?.resolve({ done: true, value: undefined });
  }

  onError(error: unknown): void {
    this.#waiter?.reject(error);
    this.#waiter = undefined;
    this.onEnd();
  }

  #poll(): R | undefined {
    if (this.#first !== undefined) {
      const first = this.#first;
      this.#first = undefined;
      return first;
    }
    for (let item = this.#source.poll(); item !== undefined; item = this.#source.poll()) {
      const value = this.#map(item);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #leave(): void {
    this.#over = true;
    this.#first = undefined;
    this.#source.close('left');
  }
}

/** Where a {@link PlainIterator} carries its source, also for another installed copy of core: a provider may bring one along. */
const sourceKey: unique symbol = Symbol.for('plugboard.source') as never;

/** An iterator that shows the items as they are. */
class PlainIterator<T> extends SourceIterator<T, T> {
  readonly [sourceKey]: Source<T>;

  constructor(source: Source<T>) {
    super(source, identity);
    this[sourceKey] = source;
  }
}

const identity = <T>(item: T): T => item;

/** A source for those who know iterators only, such as the author of a provider. */
export function toIterator<T>(source: Source<T>): AsyncIterableIterator<T> {
  return new PlainIterator(source);
}

/**
 * The source of an iterator that {@link toIterator} made, for a reader that needs no promises. Nobody else may use the iterator then.
 * `undefined` for any other iterator.
 */
export function sourceOf<T>(iterator: AsyncIterator<T>): Source<T> | undefined {
  return isPlain(iterator) ? iterator[sourceKey] : undefined;
}

function isPlain<T>(iterator: AsyncIterator<T>): iterator is PlainIterator<T> {
  return sourceKey in iterator;
}

/** The items of an iterable: of the source behind it if it is one of core's own, or with promises, such as those of an async generator. */
export function fromIterable<T>(iterable: AsyncIterable<T>): Source<T> {
  const iterator = iterable[Symbol.asyncIterator]();
  return sourceOf(iterator) ?? new IteratorSource(iterator);
}

/** Results that may come without a turn of the event loop between them. */
const maxInOneTurn = 1_000;

/** An iterator that core knows nothing about. */
class IteratorSource<T> implements Source<T> {
  readonly #iterator: AsyncIterator<T>;
  #sink: Sink<T> | undefined;
  #results = 0;

  constructor(iterator: AsyncIterator<T>) {
    this.#iterator = iterator;
  }

  poll(): undefined {
    return undefined;
  }

  pull(sink: Sink<T>): void {
    this.#sink = sink;
    // Whatever the iterator waits for: its reader waits too.
    holdProcess();
    try {
      Promise.resolve(this.#iterator.next()).then(this.#onResult, this.#onError);
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Not awaited, and its errors are ignored: a generator that waits for its service must not hold the call. */
  close(): void {
    const sink = this.#takeSink();
    try {
      const closing: unknown = this.#iterator.return?.();
      if (closing instanceof Promise) closing.catch(() => undefined);
    } catch {
      // There is nothing left to end.
    }
    sink?.onEnd();
  }

  readonly #onResult = (result: IteratorResult<T, unknown>): void => {
    // An iterator that never waits would keep every timer from firing.
    this.#results += 1;
    if (this.#results % maxInOneTurn === 0) setImmediate(() => this.#deliver(result));
    else this.#deliver(result);
  };

  #deliver(result: IteratorResult<T, unknown>): void {
    const sink = this.#takeSink();
    if (sink === undefined) return;
    let item: { readonly value: T } | undefined;
    try {
      // A faulty iterator may give anything.
      item = result.done === true ? undefined : { value: result.value };
    } catch (error) {
      return sink.onError(error);
    }
    if (item === undefined) sink.onEnd();
    else sink.onItem(item.value);
  }

  readonly #onError = (error: unknown): void => this.#takeSink()?.onError(error);

  #takeSink(): Sink<T> | undefined {
    const sink = this.#sink;
    if (sink === undefined) return undefined;
    this.#sink = undefined;
    releaseProcess();
    return sink;
  }
}
