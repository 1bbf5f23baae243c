import type { Sink, Source } from './source.ts';
import { holdProcess, releaseProcess } from '../util/clock.ts';

interface Waiter<R> {
  resolve(result: IteratorResult<R>): void;
  reject(error: unknown): void;
}

/**
 * A source as an iterator, with one promise for each item. Calls of `next()` that overlap (as with `Promise.all`)
 * settle in order. When the source fails, the first of them rejects and the others end, as those of an async generator
 * do.
 */
export class SourceIterator<T, R> implements AsyncIterableIterator<R>, Sink<T> {
  readonly #source: Source<T>;
  readonly #map: (item: T) => R | undefined;
  #first: R | undefined;
  /** The oldest call of `next()` that has not settled. The source has been asked for its item. */
  #waiter: Waiter<R> | undefined;
  #later: Waiter<R>[] | undefined;
  #over = false;
  protected readonly keptAlive: unknown;

  /**
   * @param map - Returns what the iterator yields for an item. `undefined`: nothing.
   * @param first - Yielded before all items.
   * @param keptAlive - Not collected as garbage while this iterator is reachable.
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

  /** Called by the function `takeReady()`, whose file must not import this one. */
  takeReady(): R | undefined {
    return this.#over || this.#waiter !== undefined ? undefined : this.#poll();
  }

  return(): Promise<IteratorResult<R>> {
    this.#leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Called by `yield*` in a generator when an error is thrown into the generator. */
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

/**
 * The key of a {@link PlainIterator}'s source. Another installed copy of core knows it too: a provider may depend on
 * its own copy.
 */
const sourceKey: unique symbol = Symbol.for('plugboard.source') as never;

/** An iterator that yields the items as they are. */
class PlainIterator<T> extends SourceIterator<T, T> {
  readonly [sourceKey]: Source<T>;

  constructor(source: Source<T>) {
    super(source, identity);
    this[sourceKey] = source;
  }
}

const identity = <T>(item: T): T => item;

/** Makes a source usable for code that knows only iterators, such as a provider. */
export function toIterator<T>(source: Source<T>): AsyncIterableIterator<T> {
  return new PlainIterator(source);
}

/**
 * The source of an iterator that {@link toIterator} made, for a reader that needs no promises. Nobody else may use the
 * iterator after that. `undefined` for any other iterator.
 */
export function sourceOf<T>(iterator: AsyncIterator<T>): Source<T> | undefined {
  return isPlain(iterator) ? iterator[sourceKey] : undefined;
}

function isPlain<T>(iterator: AsyncIterator<T>): iterator is PlainIterator<T> {
  return sourceKey in iterator;
}

/**
 * A source of the items of an iterable. If core made the iterable, this is the source behind it. Otherwise it waits for
 * promises.
 */
export function fromIterable<T>(iterable: AsyncIterable<T>): Source<T> {
  const iterator = iterable[Symbol.asyncIterator]();
  return sourceOf(iterator) ?? new IteratorSource(iterator);
}

/** How many results may come without a turn of the event loop between them. */
const maxInOneTurn = 1_000;

/** Reads an iterator that core did not make, such as an async generator. */
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
    // The reader waits for whatever the iterator waits for, so the process must stay alive.
    holdProcess();
    try {
      Promise.resolve(this.#iterator.next()).then(this.#onResult, this.#onError);
    } catch (error) {
      this.#onError(error);
    }
  }

  /**
   * Does not wait for the iterator and ignores its errors: a generator that waits for its service must not hold up the
   * call.
   */
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
      // A faulty iterator may return anything.
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
