import { fromIterable, toIterator } from './source-iterator.ts';
import type { Closing, Sink, Source } from './source.ts';
import { startGrace } from './timers.ts';

/**
 * Reads one item of a stream. Gives one item of the new stream, several in a list, or `undefined` for none. What it throws ends the
 * stream with that error.
 * @param end - Says that this was the last item of interest. What still comes is read within limits and dropped, so that the connection
 *   can be used again. With a number of milliseconds, what comes in that time is still mapped, such as a late count of tokens: then
 *   `atEnd` gives what comes last, and what breaks in that time fails nothing.
 */
export type MapEvent<T, R> = (item: T, end: (graceMs?: number) => void) => R | readonly R[] | undefined;

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
 * @param atEnd - Called if the items end without an error and without a word of `read`, or when the time that `read` gave is over. Gives
 *   what comes last. Its argument is what broke in that time.
 */
export function mapEvents<T, R extends object>(
  items: AsyncIterable<T>,
  read: MapEvent<T, R>,
  atEnd?: (broken?: unknown) => readonly R[],
): AsyncIterable<R> {
  return {
    [Symbol.asyncIterator]: () => toIterator(new MappedSource(fromIterable(items), read, atEnd)),
  };
}

class MappedSource<T, R extends object> implements Source<R>, Sink<T> {
  readonly #items: Source<T>;
  readonly #read: MapEvent<T, R>;
  readonly #atEnd: ((broken?: unknown) => readonly R[]) | undefined;
  /** What was read and not asked for yet. */
  #waiting: R[] | undefined;
  #sink: Sink<R> | undefined;
  /** Nothing more is read. */
  #over = false;
  /** Delivered once, behind what is waiting. */
  #failure: { readonly error: unknown } | undefined;
  /** Milliseconds; `undefined` as long as the items of interest go on. */
  #graceMs: number | undefined;
  #stopGrace: (() => void) | undefined;

  constructor(items: Source<T>, read: MapEvent<T, R>, atEnd: ((broken?: unknown) => readonly R[]) | undefined) {
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
    this.#end(this.#graceMs === undefined ? how : 'complete');
    this.#deliver(undefined);
  }

  onItem(item: T): void {
    if (!this.#over) this.#deliver(this.#map(item) ?? this.poll());
  }

  onEnd(): void {
    if (this.#over) return;
    this.#finish();
    this.#deliver(this.#waiting?.shift());
  }

  onError(error: unknown): void {
    if (this.#over) return;
    this.#fail(error);
    this.#deliver(this.#waiting?.shift());
  }

  #map(item: T): R | undefined {
    try {
      const read = this.#read(item, this.#complete);
      if (!isList(read)) return read;
      if (read.length > 1) this.#waiting = read.slice(1);
      return read[0];
    } catch (error) {
      this.#fail(error);
      return this.#waiting?.shift();
    }
  }

  #fail(error: unknown): void {
    if (this.#graceMs !== undefined) return this.#finish(error);
    this.#failure = { error };
    this.#end('left');
  }

  #finish(broken?: unknown): void {
    this.#end('complete');
    try {
      if (this.#atEnd !== undefined) this.#waiting = [...this.#atEnd(broken)];
    } catch (error) {
      this.#failure = { error };
    }
  }

  /** Gives the next item to the reader if it waits, or the end. Without either, the items are asked for another one. */
  #deliver(next: R | undefined): void {
    const sink = this.#sink;
    if (sink === undefined) return;
    if (next === undefined && !this.#over) return this.#pull();
    this.#sink = undefined;
    if (next !== undefined) return sink.onItem(next);
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure === undefined) sink.onEnd();
    else sink.onError(failure.error);
  }

  /** Time passes only while somebody waits. */
  #pull(): void {
    if (this.#graceMs !== undefined) this.#stopGrace ??= startGrace(this.#graceMs, () => this.onEnd());
    this.#items.pull(this);
  }

  readonly #complete = (graceMs?: number): void => {
    if (graceMs === undefined) this.#end('complete');
    else this.#graceMs ??= graceMs;
  };

  #end(how: Closing): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopGrace?.();
    this.#items.close(how);
  }
}

/** `Array.isArray` does not know lists that are read only. */
function isList<R>(value: R | readonly R[] | undefined): value is readonly R[] {
  return Array.isArray(value);
}
