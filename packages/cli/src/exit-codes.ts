import { PlugboardError, type ErrorCode } from '@plugboard/core';

/** The exit codes, which scripts may rely on. */
export const exitCodes = {
  fine: 0,
  /** The service failed. */
  failed: 1,
  /** The command line is invalid. */
  usage: 2,
  /** Config, providers or credentials need attention. */
  setup: 3,
  /** The answer was cut off. The part that arrived was written. */
  truncated: 4,
  /** Ended with Ctrl+C. */
  interrupted: 130,
} as const;

const setupCodes: ReadonlySet<ErrorCode> = new Set([
  'config_invalid',
  'model_not_found',
  'model_ambiguous',
  'provider_load_failed',
  'auth_missing',
  'auth_expired',
  'auth_rejected',
]);

/** The exit code for a failure. */
export function exitCodeOf(error: unknown): number {
  if (!PlugboardError.isInstance(error)) return exitCodes.failed;
  if (error.code === 'aborted') return exitCodes.interrupted;
  if (error.code === 'stream_truncated') return exitCodes.truncated;
  if (error.code === 'input_invalid') return exitCodes.usage;
  return setupCodes.has(error.code) ? exitCodes.setup : exitCodes.failed;
}
