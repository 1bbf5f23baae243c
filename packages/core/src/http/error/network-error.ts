import type { ErrorCode, WirePhase } from '../../errors/codes.ts';
import { SanitizedCause, sanitizeCause } from '../../errors/sanitized-cause.ts';
import { type RetryHint, withRetryHint } from '../../errors/retry-hint.ts';
import { guardedReset, ConnectFailure, connectFailureCodes } from '../socket/connection.ts';
import { copyError } from '../../errors/copy-error.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { HttpScope } from '../http-scope.ts';
import type { PreparedRequest } from '../prepare-request.ts';

/** A raw error of Node.js or undici, classified. */
export interface NetworkFault {
  readonly kind: 'connection' | 'reset' | 'framing' | 'limit' | 'timeout' | 'certificate' | 'closed' | 'proxy';
  /** What happened: a predicate whose subject is the host. */
  readonly says: string;
}

/** One row for each error code of undici 7 and Node.js. A table test covers them. */
const faults: ReadonlyMap<string, NetworkFault> = new Map<string, NetworkFault>([
  ['ECONNREFUSED', { kind: 'connection', says: 'refused the connection' }],
  ['ENOTFOUND', { kind: 'connection', says: 'is a name that does not exist' }],
  ['EAI_AGAIN', { kind: 'connection', says: 'could not be looked up' }],
  ['ENODATA', { kind: 'connection', says: 'has no address' }],
  ['EHOSTUNREACH', { kind: 'connection', says: 'cannot be reached' }],
  ['ENETUNREACH', { kind: 'connection', says: 'cannot be reached: no network' }],
  ['EADDRNOTAVAIL', { kind: 'connection', says: 'cannot be reached: no free port or address' }],
  ['EMFILE', { kind: 'connection', says: 'cannot be reached: this process has too many files open' }],
  ['ENFILE', { kind: 'connection', says: 'cannot be reached: this machine has too many files open' }],
  ['ETIMEDOUT', { kind: 'connection', says: 'did not answer on the network' }],
  ['ECONNRESET', { kind: 'reset', says: 'broke the connection' }],
  ['EPIPE', { kind: 'reset', says: 'closed the connection' }],
  ['ECONNABORTED', { kind: 'reset', says: 'broke the connection' }],
  ['UND_ERR_SOCKET', { kind: 'reset', says: 'closed the connection' }],
  ['UND_ERR_ABORTED', { kind: 'reset', says: 'lost the connection' }],
  ['UND_ERR_CONNECT_TIMEOUT', { kind: 'timeout', says: 'did not accept a connection in time' }],
  ['UND_ERR_HEADERS_TIMEOUT', { kind: 'timeout', says: 'did not answer in time' }],
  ['UND_ERR_BODY_TIMEOUT', { kind: 'timeout', says: 'stopped sending' }],
  ['UND_ERR_HEADERS_OVERFLOW', { kind: 'limit', says: 'sent headers of more than 16 KiB' }],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', { kind: 'limit', says: 'sent more than is allowed' }],
  [
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
    { kind: 'framing', says: 'sent a different number of bytes than it announced' },
  ],
  ['UND_ERR_CLOSED', { kind: 'closed', says: '' }],
  ['UND_ERR_DESTROYED', { kind: 'closed', says: '' }],
  ['UND_ERR_PRX_TLS', { kind: 'certificate', says: 'has no certificate that can be trusted' }],
  [connectFailureCodes.proxyNoise, { kind: 'proxy', says: 'sent data of its own into the tunnel' }],
  ['ERR_TLS_CERT_ALTNAME_INVALID', { kind: 'certificate', says: 'has a certificate for another name' }],
  ['CERT_HAS_EXPIRED', { kind: 'certificate', says: 'has a certificate that has expired' }],
  ['CERT_NOT_YET_VALID', { kind: 'certificate', says: 'has a certificate that is not valid yet' }],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', { kind: 'certificate', says: 'has a self-signed certificate' }],
  ['SELF_SIGNED_CERT_IN_CHAIN', { kind: 'certificate', says: 'has a self-signed certificate in its chain' }],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', { kind: 'certificate', says: 'has a certificate from an unknown authority' }],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', { kind: 'certificate', says: 'has a certificate from an unknown authority' }],
]);

const cut: NetworkFault = { kind: 'reset', says: 'closed the connection in the middle of its response' };

/**
 * Classifies a raw error by its code or class. Its message is only compared with known ones and never shown, because it may contain
 * bytes of the response.
 *
 * @param inBody - Whether the headers of the response had arrived.
 */
export function networkFaultOf(error: unknown, inBody: boolean): NetworkFault {
  if (error instanceof ConnectFailure && error.code === connectFailureCodes.proxyAnswer) {
    return {
      kind: 'proxy',
      says: error.status === 407 ? 'requires a user name and password (407)' : `refused the tunnel (${error.status})`,
    };
  }
  const { code, name, message } = describe(error);
  const found = faults.get(code);
  // If the connection was meant to close after the body, a body that ends too early looks like this.
  const endedEarly = code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' || message.endsWith('(Invalid EOF state)');
  if (inBody && endedEarly) return cut;
  if (code === 'UND_ERR_SOCKET' && /^bad (response|upgrade)$/.test(message)) {
    return { kind: 'framing', says: 'answered with something that is not HTTP/1.1' };
  }
  // A dispatcher of the caller may be undici's ProxyAgent, which reports a refused tunnel only in its message.
  const tunnel = code === 'UND_ERR_ABORTED' ? /^Proxy response \((\d{3})\)/.exec(message) : null;
  if (tunnel !== null || message === 'Proxy Authentication Required (407)') {
    return { kind: 'proxy', says: `refused the tunnel (${tunnel?.[1] ?? '407'})` };
  }
  if (found !== undefined) return found;
  if (name === 'HTTPParserError' || code.startsWith('HPE_')) {
    return { kind: 'framing', says: 'answered with something that is not HTTP/1.1' };
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return { kind: 'certificate', says: 'did not set up a TLS connection that can be trusted' };
  }
  if (/CERT|CRL|ISSUER/.test(code)) return { kind: 'certificate', says: 'has a certificate that cannot be trusted' };
  return { kind: 'reset', says: 'failed on the network' };
}

/** How far a request had got when it failed. */
export interface Progress {
  readonly method: string;
  /** The connection was open and the request was being sent. */
  readonly started: boolean;
  /** The connection had carried another request before. */
  readonly reused: boolean;
  /** The first byte of the response had arrived. */
  readonly answered: boolean;
  /** A part of the body had been delivered. */
  readonly delivered: boolean;
}

/** The error code and the retry hint for a fault. */
export function verdictOfFault(
  { kind }: NetworkFault,
  { method, started, reused, answered, delivered }: Progress,
): { readonly code: ErrorCode; readonly hint: RetryHint } {
  if (kind === 'closed') return { code: 'closed', hint: 'never' };
  if (kind === 'certificate') return { code: 'connection_failed', hint: 'never' };
  if (kind === 'limit') return { code: 'limit_exceeded', hint: 'never' };
  if (kind === 'proxy') return { code: 'connection_failed', hint: 'never' };
  const repeatable: RetryHint = !started || method === 'GET' ? 'safe' : 'duplicate';
  if (kind === 'timeout') return { code: 'timeout', hint: repeatable };
  if (delivered) return { code: 'stream_truncated', hint: 'duplicate' };
  if (kind === 'framing') return { code: started ? 'protocol_error' : 'connection_failed', hint: 'never' };
  if (started && reused && !answered) return { code: 'connection_failed', hint: 'fresh-connection' };
  return { code: 'connection_failed', hint: repeatable };
}

/** Sanitizes a raw error. The code that core gives to a guarded reset becomes `ECONNRESET` again. */
export function networkCause(error: unknown): Error | undefined {
  const cause = sanitizeCause(error);
  if (!(cause instanceof SanitizedCause) || cause.code !== guardedReset) return cause;
  return new SanitizedCause(cause.name, 'ECONNRESET', cause.syscall, '');
}

function describe(error: unknown): { name: string; code: string; message: string } {
  const text = (key: string): string => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
    return typeof value === 'string' ? value : '';
  };
  const code = text('code');
  return {
    name: text('name'),
    code: code === guardedReset ? 'ECONNRESET' : code,
    message: text('message'),
  };
}

/** The part of a request that a message may mention. */
type FailedRequest = Pick<PreparedRequest, 'phase' | 'method' | 'target'>;

/** How far an exchange had got when it failed. */
export interface ExchangeProgress extends Omit<Progress, 'method'> {
  /** The headers of the response had arrived. */
  readonly inBody: boolean;
}

/** The error that a caller gets for a raw error of Node.js or undici. */
export function networkError(
  raw: unknown,
  progress: ExchangeProgress,
  scope: HttpScope,
  request: FailedRequest,
): PlugboardError {
  if (PlugboardError.isInstance(raw)) return raw;
  const { phase, method } = request;
  if (isLengthMismatch(raw)) return sourceError(raw, phase);
  const fault = networkFaultOf(raw, progress.inBody);
  if (fault.kind === 'closed') {
    return withRetryHint(new PlugboardError('closed', 'The client has been closed.', { phase }), 'never');
  }
  const { code, hint } = verdictOfFault(fault, { method, ...progress });
  const proxy = raw instanceof ConnectFailure ? raw.proxy : undefined;
  const who = proxy === undefined ? subject(scope, request) : `${scope.provider}: the proxy ${proxy}`;
  const details = { phase, cause: networkCause(raw), ...(hint === 'never' ? { retryable: false } : {}) };
  return withRetryHint(new PlugboardError(code, `${who} ${fault.says}. ${advice[code] ?? ''}`.trim(), details), hint);
}

/** The error if the headers did not arrive in time. */
export function noHeaders(scope: HttpScope, request: FailedRequest, limitMs: number): PlugboardError {
  const { phase, method } = request;
  const message = `${subject(scope, request)} did not answer within ${limitMs} ms (headers). Try again later, or raise timeouts.headers.`;
  return withRetryHint(new PlugboardError('timeout', message, { phase }), method === 'GET' ? 'safe' : 'duplicate');
}

/** The error for too many 1xx responses. */
export function tooManyInformational(scope: HttpScope, request: FailedRequest): PlugboardError {
  const message = `${subject(scope, request)} kept sending preliminary (1xx) responses.`;
  return withRetryHint(new PlugboardError('limit_exceeded', message, { phase: request.phase }), 'never');
}

function subject({ provider }: HttpScope, { target }: FailedRequest): string {
  return `${provider}: ${target.url.host}`;
}

const advice: Readonly<Record<string, string>> = {
  connection_failed: 'Check that the service or proxy is running and that its address is right.',
  stream_truncated: 'The answer is incomplete; ask again.',
  timeout: 'Try again later, or raise timeouts.connect.',
  protocol_error: 'Check that the base URL leads to the service itself.',
};

/** Whether a source had more or fewer bytes than it announced. */
function isLengthMismatch(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH';
}

/** The error for a source of a request body that failed. */
export function sourceError(error: unknown, phase: WirePhase): PlugboardError {
  if (PlugboardError.isInstance(error)) {
    // A source knows nothing of the request, so its error would claim that it happened before anything was sent.
    return error.phase === 'setup' ? copyError(error, { phase }) : error;
  }
  const message = 'A file or stream could not be read to its end while it was being sent. Check it and call again.';
  return withRetryHint(new PlugboardError('input_invalid', message, { phase, cause: sanitizeCause(error) }), 'never');
}
