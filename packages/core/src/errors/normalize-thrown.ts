import type { ErrorCode, Phase } from './codes.ts';
import { asPlugboardError, copyError } from './copy-error.ts';
import { PlugboardError } from './plugboard-error.ts';
import { nameOfCause, sanitizeCause } from './sanitized-cause.ts';

/** A provider may find these out when it is asked for its stream. Nothing has been sent then. */
const beforeTraffic: ReadonlySet<ErrorCode> = new Set(['auth_missing', 'config_invalid', 'unsupported']);

/**
 * Turns whatever a provider threw in a phase of a call into an error that core can rely on. An error that does not name its phase
 * gets this one. Never throws.
 */
export function normalizeThrown(thrown: unknown, phase: Phase): PlugboardError {
  const known = asPlugboardError(thrown);
  if (known === undefined) return providerFault(thrown, phase);
  const isUnnamed = known.phase === 'setup' && !beforeTraffic.has(known.code);
  return isUnnamed && phase !== 'setup' ? copyError(known, { phase }) : known;
}

function providerFault(thrown: unknown, phase: Phase): PlugboardError {
  return new PlugboardError(
    'protocol_error',
    `The provider failed with ${nameOfCause(thrown)}. The fault is in the provider, or in how it reads the service's response. ` +
      'Print the whole error to see where.',
    { phase, cause: sanitizeCause(thrown) },
  );
}
