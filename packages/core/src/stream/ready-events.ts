/** Whoever waits for the next item of a stream; exactly one of the two is called, once for each time it asks, maybe at once. */
export interface ItemReader<T> {
  /** `undefined`: there are no more. */
  onEvent(item: T | undefined): void;
  onError(error: unknown): void;
}

/**
 * An iterator of core that can do more than give one item for one promise. Others simply lack these methods, whose names are
 * such that no stream of a provider has them by chance.
 */
export interface ReadyIterator<T> extends AsyncIterator<T> {
  /** `next()` without its promise, which would cost more than the item. Both may be used, and are answered in order. */
  handNextTo?(reader: ItemReader<T>): void;
  /**
   * Takes the next item if it is here already and the function makes something of it, without a promise: that costs as much as
   * reading the item. Only while nobody waits; `undefined`: ask `next()`.
   */
  takeWhen?<R>(read: (item: T) => R | undefined): R | undefined;
  /** The reader has all it wanted: what is left is read and dropped, so that the connection can be used again. */
  readToEnd?(): void;
}

/** `next()` of an iterator that has `handNextTo()`. */
export function nextOf<T>(iterator: Required<Pick<ReadyIterator<T>, 'handNextTo'>>): Promise<IteratorResult<T>> {
  return new Promise((resolve, reject) => {
    iterator.handNextTo({
      onEvent: (item) => resolve(item === undefined ? { done: true, value: undefined } : { done: false, value: item }),
      onError: reject,
    });
  });
}

/** Ends a stream whose answer is complete. Not awaited: a service may hold the connection. */
export function finishReading(events: ReadyIterator<unknown>): void {
  if (events.readToEnd !== undefined) events.readToEnd();
  else leaveEarly(events);
}

/** Ends a stream of which nobody wants more. Not awaited, and whatever it throws on its way out is of no interest. */
export function leaveEarly(events: AsyncIterator<unknown>): void {
  try {
    const closing: unknown = events.return?.();
    if (closing instanceof Promise) closing.catch(() => undefined);
  } catch {
    // There is nothing left to end.
  }
}
