import { fromIterable, toIterator } from './source-iterator.ts';
import type { Source } from './source.ts';
import { Transform } from './transform.ts';

/**
 * Reads one item of a stream. Returns one item of the new stream, a list of several, or `undefined` for none. If it
 * throws, the new stream fails with that error.
 * @param end - Call it if this was the last item of interest. What still comes is read within limits and dropped, so
 * that the connection can be used again. With a number of milliseconds, items that come within that time are still
 * mapped, such as a late token count. After that, `atEnd` returns the last items, and an error in that time does not
 * fail the stream.
 */
export type MapEvent<T, R> = (item: T, end: (graceMs?: number) => void) => R | readonly R[] | undefined;

/**
 * Turns a stream into another one: the events of `http.events` into chat events, or chat events into others. An async
 * generator can do the same, but it needs several promises for each event, and it cannot tell a complete answer from
 * one whose reader left. With this function, the connection of a complete answer can be used again at once.
 *
 * ```ts
 * stream: (request, call) =>
 *   mapEvents(call.http.events({ phase: 'chat', url: '/chat', json: toBody(request) }), (event) => eventsIn(event.data)),
 * ```
 * @param read - Called with each item, in order.
 * @param atEnd - Called if the items end without an error before `read` called `end`, or when the time that `read` gave
 * is over. Returns the last items. Its argument is the error that came in that time, if any.
 */
export function mapEvents<T, R extends object>(
  items: AsyncIterable<T>,
  read: MapEvent<T, R>,
  atEnd?: (broken?: unknown) => readonly R[],
): AsyncIterable<R> {
  return {
    [Symbol.asyncIterator]: () => toIterator(new MappedEvents(fromIterable(items), read, atEnd)),
  };
}

class MappedEvents<T, R extends object> extends Transform<T, R> {
  readonly #read: MapEvent<T, R>;
  readonly #atEnd: ((broken?: unknown) => readonly R[]) | undefined;
  #graceMs: number | undefined;

  constructor(items: Source<T>, read: MapEvent<T, R>, atEnd: ((broken?: unknown) => readonly R[]) | undefined) {
    super(items);
    this.#read = read;
    this.#atEnd = atEnd;
  }

  protected override get graceMs(): number | undefined {
    return this.#graceMs;
  }

  protected override get isComplete(): boolean {
    return this.#graceMs !== undefined;
  }

  protected override read(item: T): R | undefined {
    try {
      const read = this.#read(item, this.#complete);
      if (!isList(read)) return read;
      if (read.length > 1) this.add(read.slice(1));
      return read[0];
    } catch (error) {
      this.onItemsError(error);
      return this.takeWaiting();
    }
  }

  protected override onItemsEnd(): void {
    this.#finish();
  }

  protected override onItemsError(error: unknown): void {
    if (this.#graceMs !== undefined) return this.#finish(error);
    this.fail(error);
    this.end('left');
  }

  protected override onGraceOver(): void {
    this.#finish();
  }

  #finish(broken?: unknown): void {
    this.end('complete');
    try {
      if (this.#atEnd !== undefined) this.add(this.#atEnd(broken));
    } catch (error) {
      this.fail(error);
    }
  }

  readonly #complete = (graceMs?: number): void => {
    if (graceMs === undefined) this.end('complete');
    else this.#graceMs ??= graceMs;
  };
}

/**
 * Needed because TypeScript's type of `Array.isArray` does not narrow to readonly arrays.
 * @see https://github.com/microsoft/TypeScript/issues/17002
 */
function isList<R>(value: R | readonly R[] | undefined): value is readonly R[] {
  return Array.isArray(value);
}
