import { setMaxListeners } from 'node:events';
import { PlugboardError } from '../errors/plugboard-error.ts';

/** Listens to the signal of a call for one request: with one listener, and only while somebody waits. */
export class AbortWatch {
  readonly #signal: AbortSignal | undefined;
  readonly #callbacks = new Set<(reason: PlugboardError) => void>();
  readonly #listener = (): void => {
    const reason = this.reason();
    if (reason !== undefined) for (const callback of this.#callbacks) callback(reason);
  };

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Why the call was aborted, if it was. */
  reason(): PlugboardError | undefined {
    if (this.#signal?.aborted !== true) return undefined;
    const reason: unknown = this.#signal.reason;
    return PlugboardError.isInstance(reason)
      ? reason
      : new PlugboardError('aborted', 'The call was aborted.', { cause: reason });
  }

  throwIfAborted(): void {
    const reason = this.reason();
    if (reason !== undefined) throw reason;
  }

  /** Calls back on abort. Returns how to take that back, which must be done. */
  onAbort(callback: (reason: PlugboardError) => void): () => void {
    if (this.#callbacks.size === 0 && this.#signal !== undefined) {
      // A call may have many requests at once, one listener each; Node warns of more than ten.
      setMaxListeners(0, this.#signal);
      this.#signal.addEventListener('abort', this.#listener);
    }
    this.#callbacks.add(callback);
    return () => {
      this.#callbacks.delete(callback);
      if (this.#callbacks.size === 0) this.#signal?.removeEventListener('abort', this.#listener);
    };
  }

  /** The promise, or a rejection with the reason as soon as the call is aborted. */
  async race<T>(promise: Promise<T>): Promise<T> {
    let forget = (): void => {};
    const aborted = new Promise<never>((_, reject) => {
      forget = this.onAbort(reject);
      const reason = this.reason();
      if (reason !== undefined) reject(reason);
    });
    try {
      return await Promise.race([promise, aborted]);
    } finally {
      forget();
    }
  }
}
