/** The steps of a call that talk to a service. */
export type WirePhase = 'auth' | 'upload' | 'chat' | 'models';

/** Where a failure happened: before any request (`setup`), or in a step that talks to the service. */
export type Phase = 'setup' | WirePhase;

/** Every code that a `PlugboardError` can carry. `docs/errors.md` has a section for each. */
export const errorCodes = [
  'config_invalid',
  'input_invalid',
  'unsupported',
  'model_not_found',
  'model_ambiguous',
  'provider_load_failed',
  'auth_missing',
  'auth_expired',
  'auth_rejected',
  'permission_denied',
  'challenged',
  'rate_limited',
  'quota_exhausted',
  'bad_request',
  'server_error',
  'connection_failed',
  'timeout',
  'protocol_error',
  'limit_exceeded',
  'context_length_exceeded',
  'stream_truncated',
  'empty_response',
  'output_invalid',
  'aborted',
  'closed',
] as const;

/** The kind of a failure, one of {@link errorCodes}. `docs/errors.md` explains each. */
export type ErrorCode = (typeof errorCodes)[number];

const codes: ReadonlySet<unknown> = new Set(errorCodes);

/** Whether a value is one of {@link errorCodes}. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return codes.has(value);
}

const phases: ReadonlySet<unknown> = new Set<Phase>(['setup', 'auth', 'upload', 'chat', 'models']);

/** Whether a value is a {@link Phase}. */
export function isPhase(value: unknown): value is Phase {
  return phases.has(value);
}
