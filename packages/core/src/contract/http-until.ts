import type { CancelSignal } from '../util/cancel.ts';
import type { Http } from './http.ts';

/** An `Http` of core. Its method is no part of what providers know. */
export interface UntilHttp extends Http {
  /** The same, whose requests also end with a signal. */
  until(signal: CancelSignal): Http;
}

/** The same `Http`, whose requests end with `signal` too; one that is not core's, as in a test, stays as it is. */
export function httpUntil(http: Http, signal: CancelSignal): Http {
  return isUntilHttp(http) ? http.until(signal) : http;
}

function isUntilHttp(http: Http): http is UntilHttp {
  return typeof Reflect.get(http, 'until') === 'function';
}
