import type { EventReader } from './event-reader.ts';
import type { ChatEvent } from '../contract/chat-event.ts';

/** Where a view takes its events from. */
export interface EventSource {
  /** What the function makes of the next event, if that is here already. */
  take<T>(map: (event: ChatEvent) => T | undefined): T | undefined;
  read(reader: EventReader): void;
  leave(): void;
}

/** The iterator of one view, with one promise for each item: an async generator would cost more than all else. */
export class ViewIterator<T> implements AsyncIterableIterator<T>, EventReader {
  readonly #source: EventSource;
  readonly #map: (event: ChatEvent) => T | undefined;
  #first: T | undefined;
  #left = false;
  /** Calls of `next()` that have not been answered. */
  #waiting = 0;
  #last: Promise<unknown> | undefined;
  #resolve: ((result: IteratorResult<T>) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;

  /** @param map What the view shows of an event; `undefined`: nothing. @param first Comes before all events. */
  constructor(source: EventSource, map: (event: ChatEvent) => T | undefined, first: T | undefined) {
    this.#source = source;
    this.#map = map;
    this.#first = first;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#left) return Promise.resolve({ done: true, value: undefined });
    this.#waiting += 1;
    if (this.#waiting === 1) return (this.#last = this.#answer());
    // Calls that overlap (`Promise.all` over next()) are answered in order.
    const inTurn = (): Promise<IteratorResult<T>> => this.#answer();
    const result = Promise.resolve(this.#last).then(inTurn, inTurn);
    this.#last = result;
    return result;
  }

  return(): Promise<IteratorResult<T>> {
    this.#leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** What `yield*` in a generator calls when an error is thrown into it. */
  throw(error: unknown): Promise<IteratorResult<T>> {
    this.#leave();
    return Promise.reject(error);
  }

  onEvent(event: ChatEvent | undefined): void {
    if (event === undefined) {
      this.#waiting -= 1;
      this.#resolve?.({ done: true, value: undefined });
      return;
    }
    const value = this.#map(event);
    if (value === undefined) {
      // Not at once: many that are here already would fill the stack.
      queueMicrotask(() => this.#source.read(this));
      return;
    }
    this.#waiting -= 1;
    this.#resolve?.({ done: false, value });
  }

  onError(error: unknown): void {
    this.#waiting -= 1;
    this.#reject?.(error);
  }

  #leave(): void {
    this.#left = true;
    this.#first = undefined;
    this.#source.leave();
  }

  #answer(): Promise<IteratorResult<T>> {
    const value = this.#first ?? this.#source.take(this.#map);
    if (value !== undefined) {
      this.#first = undefined;
      this.#waiting -= 1;
      return Promise.resolve({ done: false, value });
    }
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#source.read(this);
    });
  }
}
