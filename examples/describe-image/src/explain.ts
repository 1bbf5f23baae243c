import { PlugboardError } from '@plugboard/core';

/** A failure for the user, in one line and without a stack. */
export function explain(error: unknown): string {
  if (PlugboardError.isInstance(error) && error.partialText !== undefined) {
    return `The answer above is not complete. ${error.message}`;
  }
  return error instanceof Error ? error.message : String(error);
}
