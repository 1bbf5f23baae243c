import { setMaxListeners } from 'node:events';
import type { PlugboardError } from '../errors/plugboard-error.ts';

/** Called with the reason why the work ends. */
export type CancelListener = (reason: PlugboardError) => void;

/** Says that some work is to end before its time, to all who wait for it. */
export interface CancelSignal {
  /** Why; `undefined` while the work may go on. */
  readonly reason: PlugboardError | undefined;
  /** The same for others, such as a provider; its reason is {@link reason}. */
  readonly abortSignal: AbortSignal;
  /** Calls back once when the work is to end; not at all when it has ended already. Must be followed by {@link unsubscribe}. */
  subscribe(listener: CancelListener): void;
  unsubscribe(listener: CancelListener): void;
}

/**
 * Ends some work. A call has several of these and hardly one of them ever fires, so they cost a fraction of an `AbortController`;
 * that is made only for those who ask for it.
 */
export class CancelController implements CancelSignal {
  /** Most have one listener; a set only for more. */
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
      // A provider may make many requests with it, one listener each; Node warns of more than ten.
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

  /** The first reason counts. */
  cancel(reason: PlugboardError): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    const only = this.#only;
    this.#only = undefined;
    only?.(reason);
    for (const listener of this.#more ?? []) listener(reason);
    this.#more = undefined;
    this.#controller?.abort(reason);
  }
}

/** Says what the first of two says. */
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

/** Settles as `work` does, or rejects with the signal's reason as soon as it fires; `work` is then left to itself. */
export function raceCancel<T>(work: Promise<T>, signal: CancelSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  if (signal.reason !== undefined) return leave(work, signal.reason);
  return race(work, (onCancel) => {
    signal.subscribe(onCancel);
    return () => signal.unsubscribe(onCancel);
  });
}

/** {@link raceCancel} for a signal of the platform. */
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
  // Its failure is nobody's any more.
  work.catch(() => undefined);
  return Promise.reject(reason);
}

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
