import { changedError } from '../errors/changed-error.ts';
import type { ErrorCode, Phase } from '../errors/codes.ts';
import { nameOfCause, reduceCause } from '../errors/foreign-cause.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { trustedError } from '../errors/trusted-error.ts';

/** A provider may notice them when it is asked for its stream; nothing has been sent for all that. */
const beforeTraffic: ReadonlySet<ErrorCode> = new Set(['auth_missing', 'config_invalid', 'unsupported']);

/**
 * Whatever a provider threw in a step of a call, as an error that can be looked at without harm. One that does not say where it
 * happened happened in that step. Never throws.
 */
export function failureFrom(thrown: unknown, phase: Phase): PlugboardError {
  const known = trustedError(thrown);
  if (known === undefined) return providerFault(thrown, phase);
  const unsaid = known.phase === 'setup' && !beforeTraffic.has(known.code);
  return unsaid && phase !== 'setup' ? changedError(known, { phase }) : known;
}

function providerFault(thrown: unknown, phase: Phase): PlugboardError {
  return new PlugboardError(
    'protocol_error',
    `The provider failed with ${nameOfCause(thrown)}. This is a fault of the provider or of what it makes of the service's answer; ` +
      'the whole error, printed, shows where.',
    { phase, cause: reduceCause(thrown) },
  );
}
