import { holdProcess, releaseProcess } from '../util/clock.ts';
import type { Sink, Source } from './source.ts';
import { sourceOf } from './source-iterator.ts';

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
