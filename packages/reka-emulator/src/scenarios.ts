import type { RekaScenario } from './scenario.ts';

/** Prepared combinations of switches, by name, for `--scenario` and for tests. */
export const rekaScenarios: Readonly<Record<string, RekaScenario>> = {
  normal: {},
  /** Turns must alternate from `human` on, and only the first may have a file: the rules of the 2024 API. */
  strict: { chat: { strictAlternation: true, mediaOnFirstTurnOnly: true } },
  moved: { auth: { movedTo: 'https://space.reka.ai' } },
  'chunked-cookie': { auth: { chunkedCookie: true } },
  'signed-out': { auth: { answer: 'no-token' } },
  'login-page': { auth: { answer: 'login-page' } },
  'expired-token': { chat: { fail: { status: 401, body: { detail: 'Token has expired' } }, failures: 1 } },
  'forbidden-at-sign-in': { auth: { fail: { status: 403, body: { detail: 'Forbidden' } } } },
  'missing-counts': { chat: { metadata: false } },
  repeated: { chat: { snapshots: ['ha', 'haha'], answer: 'hahaha' } },
  'less-than': { chat: { snapshots: ['if a <', 'if a < b', 'if a < b\n <s'], answer: 'if a < b\n <span>' } },
  search: { chat: { retrievedChunks: [{ sourceDocument: 'https://reka-emulator.invalid/a', text: 'a', score: 0.9 }] } },
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
