import type { WirePhase } from '../../errors/codes.ts';
import { copyError } from '../../errors/copy-error.ts';
import { sanitizeCause } from '../../errors/sanitized-cause.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import { withRetryHint } from '../../errors/retry-hint.ts';
import { ConnectFailure } from '../socket/connect-failure.ts';
import { headersLimit, type HttpScope } from '../http-scope.ts';
import type { PreparedRequest } from '../prepared-request.ts';
import { wireCause, verdictOfFault, wireFaultOf, type Progress } from './wire-failure.ts';

/** What a message may say of a request. */
type FailedRequest = Pick<PreparedRequest, 'phase' | 'method' | 'target'>;

/** How far an exchange had got when it failed. */
export interface ExchangeProgress extends Omit<Progress, 'method'> {
  /** The headers of the answer were here. */
  readonly inBody: boolean;
}

/** What a raw error of the network or of undici means for the caller. */
export function exchangeError(
  raw: unknown,
  progress: ExchangeProgress,
  scope: HttpScope,
  request: FailedRequest,
): PlugboardError {
  if (PlugboardError.isInstance(raw)) return raw;
  const { phase, method } = request;
  if (isLengthMismatch(raw)) return sourceError(raw, phase);
  const fault = wireFaultOf(raw, progress.inBody);
  if (fault.kind === 'closed') {
    return withRetryHint(new PlugboardError('closed', 'The client has been closed.', { phase }), 'never');
  }
  const { code, hint } = verdictOfFault(fault, { method, ...progress });
  const proxy = raw instanceof ConnectFailure ? raw.proxy : undefined;
  const who = proxy === undefined ? subject(scope, request) : `${scope.provider}: the proxy ${proxy}`;
  const details = { phase, cause: wireCause(raw), ...(hint === 'never' ? { retryable: false } : {}) };
  return withRetryHint(new PlugboardError(code, `${who} ${fault.says}. ${advice[code] ?? ''}`.trim(), details), hint);
}

/** The time for the headers is over. */
export function noHeaders(scope: HttpScope, request: FailedRequest): PlugboardError {
  const { phase, method } = request;
  const message = `${subject(scope, request)} gave no answer within ${headersLimit(scope, phase)} ms (headers). Try again later, or raise timeouts.headers.`;
  return withRetryHint(new PlugboardError('timeout', message, { phase }), method === 'GET' ? 'safe' : 'duplicate');
}

/** More answers of the 1xx kind than make sense. */
export function tooManyInformational(scope: HttpScope, request: FailedRequest): PlugboardError {
  const message = `${subject(scope, request)} sent preliminary answers without end.`;
  return withRetryHint(new PlugboardError('limit_exceeded', message, { phase: request.phase }), 'never');
}

function subject({ provider }: HttpScope, { target }: FailedRequest): string {
  return `${provider}: ${target.url.host}`;
}

const advice: Readonly<Record<string, string>> = {
  connection_failed: 'Check that the service or proxy is up and its address right.',
  stream_truncated: 'The answer is incomplete; ask again.',
  timeout: 'Try again later, or raise timeouts.connect.',
  protocol_error: 'Check that the base URL leads to the service itself.',
};

/** The source had more or fewer bytes than it said. */
function isLengthMismatch(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH';
}

/** What the source of a body failed with. */
export function sourceError(error: unknown, phase: WirePhase): PlugboardError {
  if (PlugboardError.isInstance(error)) {
    // A source knows of no request; told by it alone, the failure would pass for one before any traffic.
    return error.phase === 'setup' ? copyError(error, { phase }) : error;
  }
  const message = 'A file or stream to be sent failed while it was being read; check it and call again.';
  return withRetryHint(new PlugboardError('input_invalid', message, { phase, cause: sanitizeCause(error) }), 'never');
}
