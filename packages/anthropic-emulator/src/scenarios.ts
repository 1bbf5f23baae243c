import { errorBody } from './errors.ts';
import type { AnthropicScenario } from './scenario.ts';

/** Prepared combinations of switches, by name, for `--scenario` and for tests. */
export const anthropicScenarios: Readonly<Record<string, AnthropicScenario>> = {
  normal: {},
  unauthorized: { messages: { fail: { status: 401, body: errorBody(401, 'invalid x-api-key') } } },
  'no-credit': {
    messages: {
      fail: {
        status: 400,
        body: errorBody(400, 'Your credit balance is too low to access the Anthropic API.'),
      },
    },
  },
  forbidden: { messages: { fail: { status: 403 } } },
  'rate-limited': {
    messages: {
      fail: { status: 429, headers: { 'retry-after': '1', 'x-should-retry': 'true' } },
    },
  },
  overloaded: { messages: { fail: { status: 529 } } },
  'overloaded-once': { messages: { fail: { status: 529 }, failures: 1 } },
  'server-error': { messages: { fail: { status: 500 } } },
  slow: { messages: { firstByteDelayMs: 2_000, delayMs: 200 } },
  refusal: {
    messages: {
      answer: '',
      stopReason: 'refusal',
      stopDetails: { type: 'refusal', category: 'cyber', explanation: 'The emulator was told to refuse.' },
    },
  },
  paused: { messages: { stopReason: 'pause_turn' } },
  'context-exceeded': { messages: { stopReason: 'model_context_window_exceeded' } },
  redacted: { messages: { redacted: true } },
  json: { messages: { json: true } },
  'cut-before-signature': { messages: { cutBefore: 'signature_delta' } },
  'cut-off': { messages: { cutBefore: 'message_delta' } },
  'error-in-stream': { messages: { errorAfterEvents: 4 } },
  'awkward-framing': { messages: { heartbeats: true, unknownEvents: true, lineEnding: 'crlf', bytesPerWrite: 1 } },
};
