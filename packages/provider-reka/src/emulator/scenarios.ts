import type { RekaScenario } from './scenario.ts';

/** Ready scenarios for the command line and for tables of tests, by name. */
export const rekaScenarios: Readonly<Record<string, RekaScenario>> = {
  normal: {},
  'chunked-cookie': { auth: { chunkedCookie: true } },
  'signed-out': { auth: { answer: 'no-token' } },
  'login-page': { auth: { answer: 'login-page' } },
  unauthorized: { chat: { fail: { status: 401, body: { detail: 'Could not validate credentials' } } } },
  forbidden: { chat: { fail: { status: 403, body: { detail: 'Forbidden' } } } },
  challenged: {
    chat: { fail: { status: 403, body: '<html>Just a moment...</html>', headers: { 'cf-mitigated': 'challenge' } } },
  },
  invalid: {
    chat: {
      fail: {
        status: 422,
        body: { detail: [{ loc: ['body', 'model_name'], msg: 'Unknown model', type: 'value_error' }] },
      },
    },
  },
  'rate-limited': {
    chat: { fail: { status: 429, body: { detail: 'Rate limited' }, headers: { 'retry-after': '1' } } },
  },
  'rate-limited-silently': { chat: { fail: { status: 429, body: { detail: 'Rate limited' } } } },
  'no-credit': {
    chat: {
      fail: { status: 429, body: { error: { type: 'rate_limit_error', message: 'P001: Insufficient Balance' } } },
    },
  },
  'server-error': { chat: { fail: { status: 500, body: { detail: 'Internal Server Error' } } } },
  unavailable: { chat: { fail: { status: 503, body: { detail: 'Service Unavailable' } } } },
  'upload-too-large': { upload: { maxBytes: 1 } },
  'upload-without-address': { upload: { keys: 'none' } },
  slow: { chat: { firstByteDelayMs: 2_000, delayMs: 200 } },
  'separator-leak': { chat: { separatorLeak: true } },
  rewritten: { chat: { snapshots: [' The dog', ' The cat'], answer: ' The cat sleeps.' } },
  json: { chat: { json: true } },
  'cut-off': { chat: { finishReason: null } },
  reset: { chat: { resetAfterEvents: 3 } },
  'error-in-stream': { chat: { errorAfterEvents: 3 } },
  'awkward-framing': { chat: { heartbeats: true, unknownEvents: true, lineEnding: 'crlf', bytesPerWrite: 1 } },
};
