import type { ErrorCode, Phase } from './codes.ts';
import { asPlugboardError, copyError } from './copy-error.ts';
import { PlugboardError } from './plugboard-error.ts';
import { hasRetryHint } from './retry-hint.ts';
import { nameOfCause, sanitizeCause } from './sanitized-cause.ts';

/** Failures that a provider may notice before it sends anything. They keep the phase `setup`. */
const beforeTraffic: ReadonlySet<ErrorCode> = new Set(['auth_missing', 'config_invalid', 'unsupported']);

/**
 * Turns whatever a provider threw in a phase of a call into an error that core can rely on. An error that does not name
 * its phase gets this one. If the provider wrapped an error of core's own `Http`, the result has the code of that
 * error. Never throws.
 */
export function normalizeThrown(thrown: unknown, phase: Phase): PlugboardError {
  const known = asPlugboardError(thrown);
  if (known === undefined || known.code === 'protocol_error') {
    const behind = httpErrorBehind(thrown);
    if (behind !== undefined) return unwrapped(behind, thrown, known);
  }
  if (known === undefined) return providerFault(thrown, phase);
  const isUnnamed = known.phase === 'setup' && !beforeTraffic.has(known.code);
  return isUnnamed && phase !== 'setup' ? copyError(known, { phase }) : known;
}

/** No provider makes a longer chain of causes. The limit also ends cycles. */
const maxDepth = 10;

/** The first error of core's own `Http` in the chain of causes. Its retry hint identifies it. */
function httpErrorBehind(thrown: unknown): PlugboardError | undefined {
  let cause = causeOf(thrown);
  for (let depth = 0; depth < maxDepth && cause !== undefined; depth += 1) {
    const known = asPlugboardError(cause);
    if (known !== undefined && hasRetryHint(known)) return known.code === 'aborted' ? undefined : known;
    cause = causeOf(cause);
  }
  return undefined;
}

function causeOf(thrown: unknown): unknown {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  try {
    return Reflect.get(thrown, 'cause');
  } catch {
    return undefined;
  }
}

/** Keeps the message of a wrapper that is a `PlugboardError`. The message of any other wrapper may quote secrets. */
function unwrapped(behind: PlugboardError, thrown: unknown, known: PlugboardError | undefined): PlugboardError {
  if (known === undefined) return copyError(behind, { cause: sanitizeCause(thrown) });
  return copyError(behind, { message: known.message, cause: behind });
}

function providerFault(thrown: unknown, phase: Phase): PlugboardError {
  return new PlugboardError(
    'protocol_error',
    `The provider failed with ${nameOfCause(thrown)}. The fault is in the provider, or in how it reads the service's response. ` +
      'Print the whole error to see where.',
    { phase, cause: sanitizeCause(thrown) },
  );
}
