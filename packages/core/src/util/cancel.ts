import { setMaxListeners } from 'node:events';
import type { PlugboardError } from '../errors/plugboard-error.ts';

/**
 * Learns that the work must end. An object and not a function, because a closure for each stream would cost more than
 * the signal does.
 */
export interface CancelListener {
  onCancel(reason: PlugboardError): void;
}

/** Tells everyone who takes part in some work that it must end early. Like an `AbortSignal`, but cheaper. */
export interface CancelSignal {
  /** Why the work must end. `undefined` while it may go on. */
  readonly reason: PlugboardError | undefined;
  /** The same signal for code outside core, such as a provider. Its reason is {@link reason}. */
  readonly abortSignal: AbortSignal;
  /**
   * Calls back once when the work must end, but not if that happened before. Every call needs a later {@link
   * unsubscribe}.
   */
  subscribe(listener: CancelListener): void;
  unsubscribe(listener: CancelListener): void;
}

/**
 * Ends some work. A call has several of these, and few of them ever fire. So they must cost a fraction of an
 * `AbortController`, which is created only when somebody asks for {@link abortSignal}.
 */
export class CancelController implements CancelSignal {
  /** The first listener. Most signals have only one, and need no set. */
  #only: CancelListener | undefined;
  #more: Set<CancelListener> | undefined;
  #reason: PlugboardError | undefined;
  #controller: AbortController | undefined;

  get reason(): PlugboardError | undefined {
    return this.#reason;
  }

  get abortSignal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      // A provider may make many requests with it, each with a listener, and Node warns about more than ten.
      setMaxListeners(0, this.#controller.signal);
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  subscribe(listener: CancelListener): void {
    if (this.#reason !== undefined) return;
    if (this.#only === undefined) this.#only = listener;
    else (this.#more ??= new Set()).add(listener);
  }

  unsubscribe(listener: CancelListener): void {
    if (this.#only === listener) this.#only = undefined;
    else this.#more?.delete(listener);
  }

  /** Ends the work. Only the first reason counts. */
  cancel(reason: PlugboardError): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    const only = this.#only;
    this.#only = undefined;
    only?.onCancel(reason);
    for (const listener of this.#more ?? []) listener.onCancel(reason);
    this.#more = undefined;
    this.#controller?.abort(reason);
  }
}

/** A signal that fires when the first of two fires. */
export function eitherSignal(one: CancelSignal, other: CancelSignal): CancelSignal {
  return {
    get reason() {
      return one.reason ?? other.reason;
    },
    get abortSignal() {
      return AbortSignal.any([one.abortSignal, other.abortSignal]);
    },
    subscribe(listener) {
      if ((one.reason ?? other.reason) !== undefined) return;
      one.subscribe(listener);
      other.subscribe(listener);
    },
    unsubscribe(listener) {
      one.unsubscribe(listener);
      other.unsubscribe(listener);
    },
  };
}

/**
 * Settles as `work` does, or rejects with the signal's reason as soon as it fires. `work` then goes on, but nobody
 * waits for it.
 */
export function raceCancel<T>(work: Promise<T>, signal: CancelSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  if (signal.reason !== undefined) return leave(work, signal.reason);
  return race(work, (onCancel) => {
    const listener: CancelListener = { onCancel };
    signal.subscribe(listener);
    return () => signal.unsubscribe(listener);
  });
}

/** {@link raceCancel} for an `AbortSignal`. */
export function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return leave(work, signal.reason);
  return race(work, (onCancel) => {
    const onAbort = (): void => onCancel(signal.reason);
    signal.addEventListener('abort', onAbort);
    return () => signal.removeEventListener('abort', onAbort);
  });
}

/** @param subscribe - Returns how to unsubscribe. */
function race<T>(work: Promise<T>, subscribe: (onCancel: (reason: unknown) => void) => () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const unsubscribe = subscribe((reason) => {
      unsubscribe();
      reject(reason);
    });
    work.then(
      (value) => {
        unsubscribe();
        resolve(value);
      },
      (error: unknown) => {
        unsubscribe();
        reject(error);
      },
    );
  });
}

function leave(work: Promise<unknown>, reason: unknown): Promise<never> {
  // Nobody waits for it any more, so its failure must not count as an unhandled rejection.
  work.catch(() => undefined);
  return Promise.reject(reason);
}

/**
 * Adds only one listener to each signal of a caller, however many calls share it: each costs memory, and Node warns
 * about more than ten.
 */
export class SharedSignals {
  readonly #groups = new WeakMap<AbortSignal, SignalGroup>();

  /** Calls back when the signal fires. The caller must call the function that this returns when it no longer waits. */
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
