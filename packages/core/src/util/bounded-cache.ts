/** Enough for the keys that a program uses again and again. */
const maxCached = 100;

/**
 * Keeps values that are cheap to compute again. When it is full it starts over, since no eviction order helps a program
 * that always uses new keys.
 */
export class BoundedCache<V> {
  readonly #entries = new Map<string, V>();

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: V): void {
    if (this.#entries.size >= maxCached) this.#entries.clear();
    this.#entries.set(key, value);
  }
}
