import type { Phase } from './codes.ts';
import { PlugboardError } from './plugboard-error.ts';

/** What a call ends with when its caller aborts it. The caller's own reason stays as it is: it is theirs. */
export function abortedBy(reason: unknown, phase: Phase = 'setup'): PlugboardError {
  return new PlugboardError('aborted', 'The call was aborted by its caller.', { phase, cause: reason });
}

/** What calls of a closed client end with. */
export function clientClosed(phase: Phase = 'setup'): PlugboardError {
  return new PlugboardError('closed', 'The client is closed. Make a new Client().', { phase });
}
