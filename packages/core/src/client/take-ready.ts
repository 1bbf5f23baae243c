/** The method that iterators of this library have besides `next()`. */
interface ReadyItems<T> {
  takeReady(): T | undefined;
}

/**
 * Takes the next item of a stream if it has arrived already, without a promise. Servers use it to pass on together what
 * arrived together. `undefined` means: call `next()` for the next item, the end or the failure. For iterators that are
 * not of this library it always returns `undefined`.
 *
 * @param iterator - The iterator of a stream of `create()`, or of one of its views. None of its `next()` calls may be
 * pending.
 */
export function takeReady<T>(iterator: AsyncIterator<T>): T | undefined {
  return hasReady(iterator) ? iterator.takeReady() : undefined;
}

/** Recognizes iterators of another installed copy of core too. */
function hasReady<T>(iterator: AsyncIterator<T>): iterator is AsyncIterator<T> & ReadyItems<T> {
  return 'takeReady' in iterator;
}
