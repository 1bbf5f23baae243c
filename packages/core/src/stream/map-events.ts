import { fromIterable, toIterator } from './source-iterator.ts';
import type { Closing, Sink, Source } from './source.ts';

/**
 * Reads one item of a stream. Gives one item of the new stream, several in a list, or `undefined` for none. What it throws ends the
 * stream with that error.
 * @param end - Says that this was the last item of interest. What still comes is read within limits and dropped, so that the connection
 *   can be used again.
 */
export type MapEvent<T, R> = (item: T, end: () => void) => R | readonly R[] | undefined;

/**
 * Turns a stream into another one: the events of `http.events` into chat events, or chat events into others. An async generator does the
 * same, but costs several promises for each event, and cannot tell a complete answer from one that was left: with this function, the
 * connection of a complete answer is used again at once.
 *
 * ```ts
 * stream: (request, call) =>
 *   mapEvents(call.http.events({ phase: 'chat', url: '/chat', json: toBody(request) }), (event) => eventsIn(event.data)),
 * ```
 * @param read - Called with each item, in order.
 * @param atEnd - Called if the items end without an error and without a word of `read`. Gives what comes last.
 */
export function mapEvents<T, R extends object>(
  items: AsyncIterable<T>,
  read: MapEvent<T, R>,
  atEnd?: () => readonly R[],
): AsyncIterable<R> {
  return {
    [Symbol.asyncIterator]: () => toIterator(new MappedSource(fromIterable(items), read, atEnd)),
  };
}

class MappedSource<T, R extends object> implements Source<R>, Sink<T> {
  readonly #items: Source<T>;
  readonly #read: MapEvent<T, R>;
  readonly #atEnd: (() => readonly R[]) | undefined;
  /** What was read and not asked for yet. */
  #waiting: R[] | undefined;
  #sink: Sink<R> | undefined;
  /** Nothing more is read. */
  #over = false;
  /** Delivered once, behind what is waiting. */
  #failure: { readonly error: unknown } | undefined;

  constructor(items: Source<T>, read: MapEvent<T, R>, atEnd: (() => readonly R[]) | undefined) {
    this.#items = items;
    this.#read = read;
    this.#atEnd = atEnd;
  }

  poll(): R | undefined {
    let next = this.#waiting?.shift();
    while (next === undefined && !this.#over) {
      const item = this.#items.poll();
      if (item === undefined) return undefined;
      next = this.#map(item);
    }
    return next;
  }

  pull(sink: Sink<R>): void {
    this.#sink = sink;
    this.#deliver(this.#waiting?.shift());
  }

  close(how: Closing): void {
    this.#waiting = undefined;
    this.#failure = undefined;
    this.#end(how);
    this.#deliver(undefined);
  }

  onItem(item: T): void {
    if (!this.#over) this.#deliver(this.#map(item) ?? this.poll());
  }

  onEnd(): void {
    if (this.#over) return;
    this.#over = true;
    try {
      if (this.#atEnd !== undefined) this.#waiting = [...this.#atEnd()];
    } catch (error) {
      this.#failure = { error };
    }
    this.#deliver(this.#waiting?.shift());
  }

  onError(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#failure = { error };
    this.#deliver(undefined);
  }

  #map(item: T): R | undefined {
    try {
      const read = this.#read(item, this.#complete);
      if (!isList(read)) return read;
      if (read.length > 1) this.#waiting = read.slice(1);
      return read[0];
    } catch (error) {
      this.#failure = { error };
      this.#end('left');
      return undefined;
    }
  }

  /** Gives the next item to the reader if it waits, or the end. Without either, the items are asked for another one. */
  #deliver(next: R | undefined): void {
    const sink = this.#sink;
    if (sink === undefined) return;
    if (next === undefined && !this.#over) return this.#items.pull(this);
    this.#sink = undefined;
    if (next !== undefined) return sink.onItem(next);
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure === undefined) sink.onEnd();
    else sink.onError(failure.error);
  }

  readonly #complete = (): void => this.#end('complete');

  #end(how: Closing): void {
    if (this.#over) return;
    this.#over = true;
    this.#items.close(how);
  }
}

/** `Array.isArray` does not know lists that are read only. */
function isList<R>(value: R | readonly R[] | undefined): value is readonly R[] {
  return Array.isArray(value);
}
