/** Receives the next item of a source. Each {@link Source.pull} calls exactly one of these methods, once. */
export interface Sink<T> {
  onItem(item: T): void;
  /** There are no more items. */
  onEnd(): void;
  onError(error: unknown): void;
}

/** How a reader leaves. `complete`: it has all that it wanted, so the connection may be kept. `left`: all I/O ends. */
export type Closing = 'complete' | 'left';

/**
 * Items that a reader pulls: the protocol of every layer between the socket and the caller's iterator. It costs a plain
 * call for each item, where an async generator costs three promises.
 * @see docs/decisions/0034-one-pull-protocol.md
 *
 * A source has one reader, which has at most one `pull()` pending and calls `poll()` only while it has none. The reader
 * polls until it gets `undefined`, and then pulls. So no layer needs to guard the stack: however many items are here
 * already, they come from a loop over `poll()`, and never from a `pull()` inside a `pull()`.
 */
export interface Source<T> {
  /** Takes the next item if it is here already. `undefined`: use {@link pull}. Never throws. */
  poll(): T | undefined;
  /** Delivers the next item, the end or the error, as soon as there is one. The end and an error may be delivered before it returns. */
  pull(sink: Sink<T>): void;
  /** The reader wants no more. If its sink waits, the sink gets `onEnd`. Safe at any time. */
  close(how: Closing): void;
}

/** Reads a source to its end. Rejects with the error of the source. */
export function drain(source: Source<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    const readOn = (): void => {
      let item: unknown;
      do item = source.poll();
      while (item !== undefined);
      source.pull(sink);
    };
    const sink: Sink<unknown> = { onItem: readOn, onEnd: resolve, onError: reject };
    readOn();
  });
}
