/** What an iterator of this library has beside its promises. */
interface ReadyItems<T> {
  takeReady(): T | undefined;
}

/**
 * The next item of a stream if it is here already, without a promise for it: for servers that hand on what arrived together.
 * `undefined`: `next()` has the next item, or the end, or the failure, and it has them for every iterator that is not of this library.
 *
 * @param iterator - Of a stream of `create()`, or of one of its views. No `next()` of it may be waiting.
 */
export function takeReady<T>(iterator: AsyncIterator<T>): T | undefined {
  return hasReady(iterator) ? iterator.takeReady() : undefined;
}

/** Also for an iterator of another installed copy of core. */
function hasReady<T>(iterator: AsyncIterator<T>): iterator is AsyncIterator<T> & ReadyItems<T> {
  return 'takeReady' in iterator;
}
