import type { CancelSignal } from '../cancellation/cancel-signal.ts';
import type { Http } from './http.ts';

const key = Symbol('bound to a signal');

/** Says how an `Http` makes one whose requests also end with a signal. Hidden: providers have no use for it. */
export function attachBinding(http: Http, bind: (signal: CancelSignal) => Http): void {
  Object.defineProperty(http, key, { value: bind });
}

/** The same `Http`, whose requests end with `signal` too; one that is not core's, as in a test, stays as it is. */
export function httpUntil(http: Http, signal: CancelSignal): Http {
  const bind = Reflect.get(http, key) as ((signal: CancelSignal) => Http) | undefined;
  return bind?.(signal) ?? http;
}
