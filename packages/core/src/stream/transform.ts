import type { Closing, Sink, Source } from './source.ts';
import { startGrace } from './timers.ts';

/**
 * A source over another one, whose items it reads and turns into others. A subclass decides what each item becomes, and
 * calls {@link end} once nothing more should be read.
 */
export abstract class Transform<T, R> implements Source<R>, Sink<T> {
  readonly #items: Source<T>;
  /** Items that were read and that nobody has asked for yet. */
  #waiting: R[] | undefined;
  #sink: Sink<R> | undefined;
  /** Whether nothing more is read. */
  #over = false;
  /** Delivered once, after the items that wait. */
  #failure: { readonly error: unknown } | undefined;
  #stopGrace: (() => void) | undefined;

  constructor(items: Source<T>) {
    this.#items = items;
  }

  /** Returns the first item that this one becomes, and passes the others to {@link add}. Must not throw. */
  protected abstract read(item: T): R | undefined;

  /** Called when the items end. Must end the stream. */
  protected abstract onItemsEnd(): void;

  /** Called when the items fail. Must end the stream. */
  protected abstract onItemsError(error: unknown): void;

  /**
   * For how many milliseconds more may come after the last item of interest. `undefined` if that item has not come yet.
   */
  protected abstract get graceMs(): number | undefined;

  /** Called when that time is over. Must end the stream. */
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

  /** Delivers the items that wait, and then this error. */
  protected fail(error: unknown): void {
    this.#failure = { error };
  }

  /** Stops reading. `complete`: what the service still sends is dropped, so that its connection can be used again. */
  protected end(how: Closing): void {
    if (this.#over) return;
    this.#over = true;
    this.stopGrace();
    this.#items.close(how);
  }

  /** Stops the grace period. It begins again with the next wait. */
  protected stopGrace(): void {
    this.#stopGrace?.();
    this.#stopGrace = undefined;
  }

  /** Gives the next item or the end to the reader, if it waits. If there is neither, asks for another item. */
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

  /** Asks for another item. The grace period runs only while somebody waits. */
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
