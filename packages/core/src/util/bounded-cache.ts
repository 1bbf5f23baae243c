/** Enough for the keys that a program uses again and again. */
const maxCached = 100;

/**
 * Keeps values that are cheap to compute again. When it is full it starts over, since no eviction order helps a program
 * that always uses new keys.
 */
export class BoundedCache<V> extends Map<string, V> {
  override set(key: string, value: V): this {
    if (this.size >= maxCached) this.clear();
    return super.set(key, value);
  }
}
