/** An iterator of core that can do more than give one item for one promise. Others simply lack these methods. */
export interface ReadyIterator<T> extends AsyncIterator<T> {
  /**
   * Takes the next item if it is here already and the function makes something of it, without a promise: that costs as much as
   * reading the item. Only while no `next()` is pending; `undefined`: ask `next()`.
   */
  takeWhen?<R>(read: (item: T) => R | undefined): R | undefined;
  /** The reader has all it wanted: what is left is read and dropped, so that the connection can be used again. */
  readToEnd?(): void;
}

/** Ends a stream whose answer is complete. Not awaited: a service may hold the connection. */
export function finishReading(events: ReadyIterator<unknown>): void {
  if (events.readToEnd !== undefined) events.readToEnd();
  else events.return?.().catch(() => undefined);
}
