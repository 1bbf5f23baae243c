import { pairsOf } from '../../util/is-record.ts';
import type { CallSettings } from '../../call/running-call.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { Logger } from '../../contract/provider-host.ts';
import { createParamNames, requestOptionNames } from './chat-parameters.ts';
import type { ClientSettings } from '../read-settings.ts';
import { invalidInput, unknownKeys } from './check-input.ts';
import type { Progress, RequestOptions } from '../chat-completions.ts';
import type { TimeoutOptions, Timeouts } from '../client-options.ts';

/**
 * Checks the options of a call and fills in the client's settings. `null` counts as not given. Throws `input_invalid`.
 */
export function readCallSettings(options: RequestOptions, { timeouts, retry, logger }: ClientSettings): CallSettings {
  const [unknown] = unknownKeys(options, requestOptionNames);
  if (unknown !== undefined) throw unknownOption(unknown);
  const timeout = options.timeout ?? undefined;
  const maxRetries = options.maxRetries ?? undefined;
  const signal = options.signal ?? undefined;
  const headers = options.headers ?? undefined;
  const unsupported = options.unsupported ?? undefined;
  const keepAnswer = options.keepAnswer ?? true;
  const onProgress = options.onProgress ?? undefined;
  if (timeout !== undefined && !(typeof timeout === 'number' && Number.isFinite(timeout) && timeout > 0)) {
    throw invalidInput('timeout', 'must be a number of milliseconds above 0.');
  }
  if (maxRetries !== undefined && !(Number.isSafeInteger(maxRetries) && maxRetries >= 0)) {
    throw invalidInput('maxRetries', 'must be a whole number, 0 or more.');
  }
  if (signal !== undefined && !isSignal(signal)) throw invalidInput('signal', 'must be an AbortSignal.');
  if (unsupported !== undefined && unsupported !== 'error' && unsupported !== 'drop') {
    throw invalidInput('unsupported', 'must be "error" or "drop".');
  }
  if (typeof keepAnswer !== 'boolean') throw invalidInput('keepAnswer', 'must be true or false.');
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw invalidInput('onProgress', 'must be a function.');
  }
  return {
    timeouts: timeoutsOf(timeouts, timeout),
    policy: { maxRetries: maxRetries ?? retry.maxRetries, duplicateOk: retry.duplicateOk },
    signal,
    headers: headers === undefined ? undefined : headersFrom(headers),
    unsupported,
    keepAnswer,
    onProgress: onProgress === undefined ? undefined : isolated(onProgress, logger),
  };
}

/**
 * How many milliseconds a model may take to load, to read a long prompt and to think. The official client waits as
 * long.
 */
const patienceMs = 600_000;

/**
 * Fills in the defaults, for which `docs/reliability.md` gives the reasons. If a caller gives a call more time than a
 * model usually gets, the model may use it.
 * @param callMs - The call's own `timeout`.
 */
export function timeoutsOf(given: TimeoutOptions, callMs?: number): Timeouts {
  const total = callMs ?? given.total;
  const patience = Math.max(patienceMs, total ?? 0);
  return {
    connect: given.connect ?? 10_000,
    headers: given.headers ?? 30_000,
    chatHeaders: given.headers ?? patience,
    firstEvent: given.firstEvent ?? patience,
    idle: given.idle ?? 300_000,
    total: total ?? 1_800_000,
    upload: given.upload ?? 120_000,
  };
}

function headersFrom(given: unknown): Readonly<Record<string, string>> {
  const pairs = pairsOf(given);
  if (pairs === undefined) throw invalidInput('headers', 'must be an object of names and values.');
  const headers: Record<string, string> = {};
  for (const [name, value] of pairs) {
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string') throw invalidInput('headers', 'must have strings as values.');
    headers[name] = value;
  }
  return headers;
}

function unknownOption(name: string): PlugboardError {
  const message = createParamNames.has(name)
    ? `${name} belongs in the first argument of create(), next to model and messages.`
    : `The second argument of create() has no option ${name}. It has: ${[...requestOptionNames].join(', ')}.`;
  return new PlugboardError('input_invalid', message, { param: name });
}

/** Recognizes a signal by its shape, because it may come from another realm or a polyfill. */
function isSignal(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'aborted') === 'boolean' &&
    typeof Reflect.get(value, 'addEventListener') === 'function'
  );
}

/** Wraps a callback, so that the upload that it watches does not fail if it throws. */
function isolated(onProgress: (progress: Progress) => void, log: Logger): (progress: Progress) => void {
  let told = false;
  const failed = (): void => {
    if (!told) log.warn('plugboard: onProgress throws; the upload continues');
    told = true;
  };
  return (progress) => {
    try {
      const result: unknown = onProgress(progress);
      // The callback may be async.
      if (result instanceof Promise) result.catch(failed);
    } catch {
      failed();
    }
  };
}
