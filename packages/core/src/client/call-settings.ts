import type { RetryPolicy } from '../call/backoff.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Logger } from '../plugins/logger.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Progress, RequestOptions } from './request-options.ts';
import { timeoutsOf, type Timeouts } from './timeouts.ts';

/** What one call was told, checked and with the client's settings filled in. */
export interface CallSettings {
  readonly timeouts: Timeouts;
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

const optionNames: ReadonlySet<string> = new Set(['signal', 'timeout', 'maxRetries', 'headers', 'onProgress']);

/** Throws `input_invalid`. */
export function readCallSettings(options: RequestOptions, { timeouts, retry, logger }: ClientSettings): CallSettings {
  const unknown = Object.keys(options).find((name) => !optionNames.has(name));
  if (unknown !== undefined) {
    throw invalid(`The second argument of create() has no option ${unknown}. It has: ${[...optionNames].join(', ')}.`);
  }
  const { timeout, maxRetries, signal, headers, onProgress } = options;
  if (timeout !== undefined && !(typeof timeout === 'number' && Number.isFinite(timeout) && timeout > 0)) {
    throw invalid('timeout must be a number of milliseconds above 0.');
  }
  if (maxRetries !== undefined && !(Number.isSafeInteger(maxRetries) && maxRetries >= 0)) {
    throw invalid('maxRetries must be a whole number from 0 up.');
  }
  if (signal !== undefined && !isSignal(signal)) throw invalid('signal must be an AbortSignal.');
  if (onProgress !== undefined && typeof onProgress !== 'function') throw invalid('onProgress must be a function.');
  if (headers !== undefined && (typeof headers !== 'object' || headers === null)) {
    throw invalid('headers must be an object of names and values.');
  }
  return {
    timeouts: timeoutsOf(timeouts, timeout),
    policy: { maxRetries: maxRetries ?? retry.maxRetries, duplicateOk: retry.duplicateOk },
    signal,
    headers,
    onProgress: onProgress === undefined ? undefined : isolated(onProgress, logger),
  };
}

/** By shape: a signal may come from another realm or a polyfill. */
function isSignal(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'aborted') === 'boolean' &&
    typeof Reflect.get(value, 'addEventListener') === 'function'
  );
}

/** A callback that throws must not fail the upload that it watches. */
function isolated(onProgress: (progress: Progress) => void, log: Logger): (progress: Progress) => void {
  let told = false;
  const failed = (): void => {
    if (!told) log.warn('plugboard: onProgress throws; the upload goes on');
    told = true;
  };
  return (progress) => {
    try {
      const result: unknown = onProgress(progress);
      // An async one.
      if (result instanceof Promise) result.catch(failed);
    } catch {
      failed();
    }
  };
}

function invalid(message: string): PlugboardError {
  return new PlugboardError('input_invalid', message);
}
