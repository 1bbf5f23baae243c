/** One listener on each signal of a caller, however many calls share it: Node warns of more than ten, and each costs memory. */
export class SharedSignals {
  readonly #groups = new WeakMap<AbortSignal, SignalGroup>();

  /** Calls back when the signal fires. Returns how to leave, which must be done. */
  join(signal: AbortSignal, callback: () => void): () => void {
    const group = this.#groups.get(signal) ?? new SignalGroup(signal);
    this.#groups.set(signal, group);
    return group.join(callback);
  }
}

class SignalGroup {
  readonly #signal: AbortSignal;
  readonly #callbacks = new Set<() => void>();
  readonly #listener = (): void => {
    for (const callback of this.#callbacks) callback();
  };

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  join(callback: () => void): () => void {
    if (this.#callbacks.size === 0) this.#signal.addEventListener('abort', this.#listener);
    this.#callbacks.add(callback);
    return () => {
      if (this.#callbacks.delete(callback) && this.#callbacks.size === 0) {
        this.#signal.removeEventListener('abort', this.#listener);
      }
    };
  }
}
