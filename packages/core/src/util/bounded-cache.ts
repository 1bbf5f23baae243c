/** Enough for what a program asks for again and again. */
const maxCached = 100;

/** Remembers what is cheap to make anew. It begins again when it is full: whoever asks for ever new keys gains nothing from any order. */
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
