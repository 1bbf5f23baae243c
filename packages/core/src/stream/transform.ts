import type { Closing, Sink, Source } from './source.ts';
import { startGrace } from './timers.ts';

/**
 * A source over another one: reads its items and delivers what they add. A subclass says what that is. It ends the stream with
 * {@link end}, once nothing more is to be read.
 */
export abstract class Transform<T, R> implements Source<R>, Sink<T> {
  readonly #items: Source<T>;
  /** What was read and not asked for yet. */
  #waiting: R[] | undefined;
  #sink: Sink<R> | undefined;
  /** Nothing more is read. */
  #over = false;
  /** Delivered once, behind what is waiting. */
  #failure: { readonly error: unknown } | undefined;
  #stopGrace: (() => void) | undefined;

  constructor(items: Source<T>) {
    this.#items = items;
  }

  /** What an item adds first; the rest is given to {@link add}. Must not throw. */
  protected abstract read(item: T): R | undefined;

  /** The items ended. Ends the stream. */
  protected abstract onItemsEnd(): void;

  /** The items failed. Ends the stream. */
  protected abstract onItemsError(error: unknown): void;

  /** Milliseconds in which more may come behind the last item of interest. `undefined`: that item has not come yet. */
  protected abstract get graceMs(): number | undefined;

  /** That time is over. Ends the stream. */
  protected abstract onGraceOver(): void;

  /** Whether a reader that leaves now loses nothing, so that the connection may be kept. */
  protected abstract get isComplete(): boolean;

  protected get isOver(): boolean {
    return this.#over;
  }

  poll(): R | undefined {
    let next = this.takeWaiting();
    while (next === undefined && !this.#over) {
      const item = this.#items.poll();
      if (item === undefined) return undefined;
      next = this.read(item);
    }
    return next;
  }

  pull(sink: Sink<R>): void {
    this.#sink = sink;
    this.#deliver(this.takeWaiting());
  }

  close(how: Closing): void {
    this.#waiting = undefined;
    this.#failure = undefined;
    this.end(this.isComplete ? 'complete' : how);
    this.#deliver(undefined);
  }

  onItem(item: T): void {
    if (!this.#over) this.#deliver(this.read(item) ?? this.poll());
  }

  onEnd(): void {
    if (this.#over) return;
    this.onItemsEnd();
    this.#deliver(this.takeWaiting());
  }

  onError(error: unknown): void {
    if (this.#over) return;
    this.onItemsError(error);
    this.#deliver(this.takeWaiting());
  }

  protected add(items: readonly R[]): void {
    if (items.length > 0) this.#waiting = this.#waiting === undefined ? [...items] : [...this.#waiting, ...items];
  }

  protected takeWaiting(): R | undefined {
    const waiting = this.#waiting;
    if (waiting === undefined) return undefined;
    const item = waiting.shift();
    if (waiting.length === 0) this.#waiting = undefined;
    return item;
  }

  /** What waits is delivered, and then this error. */
  protected fail(error: unknown): void {
    this.#failure = { error };
  }

  /** Reads no more. `complete`: what the service still sends is dropped, so that its connection can be used again. */
  protected end(how: Closing): void {
    if (this.#over) return;
    this.#over = true;
    this.stopGrace();
    this.#items.close(how);
  }

  /** The grace begins anew with the next wait. */
  protected stopGrace(): void {
    this.#stopGrace?.();
    this.#stopGrace = undefined;
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

  /** The grace passes only while somebody waits. */
  #pull(): void {
    const { graceMs } = this;
    if (graceMs !== undefined) this.#stopGrace ??= startGrace(graceMs, () => this.#onTime());
    this.#items.pull(this);
  }

  #onTime(): void {
    if (this.#over) return;
    this.onGraceOver();
    this.#deliver(this.takeWaiting());
  }
}
