import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ClientOptions, TimeoutOptions } from './client-options.ts';

/** {@link TimeoutOptions} as they hold for one call. */
export interface Timeouts extends Record<keyof TimeoutOptions, number> {
  /** `headers` of a chat, where a model is waited for. */
  readonly chatHeaders: number;
}

const names: readonly (keyof TimeoutOptions)[] = ['connect', 'headers', 'firstEvent', 'idle', 'total', 'upload'];

/** How long a model may take to load, to read a long prompt and to think. The official client waits as long. */
const patienceMs = 600_000;

/** Whether a value may have options as its keys. */
export function isOptions(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks what the user gave. Throws `config_invalid`. */
export function readTimeouts(given: ClientOptions['timeouts']): TimeoutOptions {
  if (given !== undefined && !isOptions(given)) {
    throw new PlugboardError('config_invalid', 'timeouts must be an object such as { total: 60_000 }.');
  }
  const entries = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  for (const [name, value] of entries) {
    if (!names.some((known) => known === name)) {
      throw new PlugboardError('config_invalid', `timeouts has no ${name}. It has: ${names.join(', ')}.`);
    }
    if (!(typeof value === 'number' && Number.isFinite(value) && value > 0)) {
      throw new PlugboardError('config_invalid', `timeouts.${name} must be a number of milliseconds above 0.`);
    }
  }
  return Object.fromEntries(entries);
}

/**
 * Fills in the defaults; the reasons for them are in docs/reliability.md. Whoever gives a call more time than a model usually
 * gets means the model to have it. `callMs`: the call's own `timeout`.
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
