/** Enough for what a program asks for again and again. */
const maxCached = 100;

/** Remembers values that are cheap to make again. It starts over when it is full: no order helps a program that always asks for new keys. */
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
