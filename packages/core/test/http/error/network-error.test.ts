import { inspect } from 'node:util';
import { errors } from 'undici';
import { expect, test } from 'vitest';
import { ConnectFailure, connectFailureCodes, guardedReset } from '../../../src/http/socket/connection.ts';
import { verdictOfFault, networkCause, networkFaultOf, type Progress } from '../../../src/http/error/network-error.ts';

const coded = (code: string, message = 'SEKRET'): Error => Object.assign(new Error(message), { code });

const kinds: readonly (readonly [name: string, error: unknown, kind: string])[] = [
  ...[
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EMFILE',
    'ENFILE',
    'EADDRNOTAVAIL',
    'ETIMEDOUT',
  ].map((code) => [code, coded(code), 'connection'] as const),
  ...['ECONNRESET', 'EPIPE', 'ECONNABORTED'].map((code) => [code, coded(code), 'reset'] as const),
  ['other side closed', new errors.SocketError('other side closed'), 'reset'],
  ['bad response', new errors.SocketError('bad response'), 'framing'],
  ['bad upgrade', new errors.SocketError('bad upgrade'), 'framing'],
  ['connect timeout', new errors.ConnectTimeoutError('x'), 'timeout'],
  ['headers timeout', new errors.HeadersTimeoutError('x'), 'timeout'],
  ['body timeout', new errors.BodyTimeoutError('x'), 'timeout'],
  ['headers overflow', new errors.HeadersOverflowError('x'), 'limit'],
  ['length mismatch', new errors.ResponseContentLengthMismatchError('x'), 'framing'],
  ['parser', Object.assign(new errors.HTTPParserError('SEKRET'), { data: 'SEKRET' }), 'framing'],
  ['parser with a code', coded('HPE_INVALID_CONSTANT'), 'framing'],
  ['client closed', new errors.ClientClosedError('x'), 'closed'],
  ['client destroyed', new errors.ClientDestroyedError('x'), 'closed'],
  ['TLS on a plain port', coded('ERR_SSL_WRONG_VERSION_NUMBER'), 'certificate'],
  ['other name', coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'certificate'],
  ['expired', coded('CERT_HAS_EXPIRED'), 'certificate'],
  ['self-signed', coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'certificate'],
  ['unknown authority', coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'certificate'],
  ['revoked', coded('CERT_REVOKED'), 'certificate'],
  ['noise in the tunnel', new ConnectFailure(connectFailureCodes.proxyNoise), 'proxy'],
  ['tunnel refused by our own proxy', new ConnectFailure(connectFailureCodes.proxyAnswer, { status: 407 }), 'proxy'],
  [
    'tunnel refused by the ProxyAgent of undici',
    new errors.RequestAbortedError('Proxy response (407) !== 200 when HTTP Tunneling'),
    'proxy',
  ],
  ['aborted', new errors.RequestAbortedError('x'), 'reset'],
  ['something else', new TypeError('SEKRET'), 'reset'],
  ['text', 'SEKRET', 'reset'],
  ['null', null, 'reset'],
];

for (const [name, error, kind] of kinds) {
  test(`a raw error is told apart: ${name}`, () => {
    const fault = networkFaultOf(error, false);
    expect(fault.kind).toBe(kind);
    expect(fault.says).not.toContain('SEKRET');
    expect(inspect(networkCause(error), { showHidden: true })).not.toContain('SEKRET');
  });
}

test('a reset that was marked on its way is told as the reset it is', () => {
  const error = Object.assign(new Error('x'), { code: guardedReset, syscall: 'read' });
  expect(networkCause(error)).toMatchObject({ name: 'Error', code: 'ECONNRESET', syscall: 'read' });
});

const codes: Readonly<Record<string, string>> = {
  connection: 'connection_failed',
  reset: 'connection_failed',
  framing: 'protocol_error',
  limit: 'limit_exceeded',
  timeout: 'timeout',
  certificate: 'connection_failed',
  closed: 'closed',
  proxy: 'connection_failed',
};
const underWay: Progress = { method: 'POST', started: true, reused: false, answered: false, delivered: false };

for (const [name, error, kind] of kinds) {
  test(`a raw error has a code: ${name}`, () => {
    expect(verdictOfFault(networkFaultOf(error, false), underWay).code).toBe(codes[kind]);
  });
}

test('a body that ends too early is a cut, not bad framing', () => {
  expect(networkFaultOf(new errors.ResponseContentLengthMismatchError('x'), true).kind).toBe('reset');
  const message = 'Response does not match the HTTP/1.1 protocol (Invalid EOF state)';
  expect(networkFaultOf(new errors.HTTPParserError(message), true).kind).toBe('reset');
});

const base: Progress = { method: 'POST', started: true, reused: false, answered: false, delivered: false };

const verdicts: readonly (readonly [kind: string, progress: Partial<Progress>, code: string, hint: string])[] = [
  ['connection', { started: false }, 'connection_failed', 'safe'],
  ['reset', { started: false }, 'connection_failed', 'safe'],
  ['reset', {}, 'connection_failed', 'duplicate'],
  ['reset', { method: 'GET' }, 'connection_failed', 'safe'],
  ['reset', { reused: true }, 'connection_failed', 'fresh-connection'],
  ['reset', { reused: true, method: 'GET' }, 'connection_failed', 'fresh-connection'],
  ['reset', { reused: true, answered: true }, 'connection_failed', 'duplicate'],
  ['reset', { answered: true, delivered: true }, 'stream_truncated', 'duplicate'],
  ['framing', {}, 'protocol_error', 'never'],
  ['framing', { delivered: true, answered: true }, 'stream_truncated', 'duplicate'],
  ['framing', { started: false }, 'connection_failed', 'never'],
  ['timeout', {}, 'timeout', 'duplicate'],
  ['timeout', { started: false }, 'timeout', 'safe'],
  ['limit', {}, 'limit_exceeded', 'never'],
  ['certificate', { started: false }, 'connection_failed', 'never'],
  ['proxy', { started: false }, 'connection_failed', 'never'],
  ['closed', { started: false }, 'closed', 'never'],
];

for (const [kind, progress, code, hint] of verdicts) {
  test(`${kind} with ${JSON.stringify(progress)} is ${code}, ${hint}`, () => {
    const fault = { kind: kind as 'reset', says: '' };
    expect(verdictOfFault(fault, { ...base, ...progress })).toEqual({ code, hint });
  });
}
