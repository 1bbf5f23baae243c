import type { CancelSignal } from '../cancellation/cancel-signal.ts';
import type { Http } from './http.ts';

/** Names the method of an `Http` of core that makes one whose requests also end with a signal. Hidden: providers have no use for it. */
export const until: unique symbol = Symbol('until');

/** An `Http` of core. */
export interface UntilHttp extends Http {
  [until](signal: CancelSignal): Http;
}

/** The same `Http`, whose requests end with `signal` too; one that is not core's, as in a test, stays as it is. */
export function httpUntil(http: Http, signal: CancelSignal): Http {
  return until in http ? (http as UntilHttp)[until](signal) : http;
}
