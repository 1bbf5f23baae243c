import { errorBody } from './errors.ts';
import type { GeminiScenario } from './scenario.ts';

/** Prepared combinations of switches, by name, for `--scenario` and for tests. */
export const geminiScenarios: Readonly<Record<string, GeminiScenario>> = {
  normal: {},
  unauthorized: {
    generate: { fail: { status: 400, body: errorBody(400, 'API key not valid. Please pass a valid API key.') } },
  },
  forbidden: { generate: { fail: { status: 403 } } },
  'rate-limited': { generate: { fail: { status: 429 } } },
  'rate-limited-once': { generate: { fail: { status: 429 }, failures: 1 } },
  overloaded: { generate: { fail: { status: 503, body: errorBody(503, 'The model is overloaded.') } } },
  'server-error': { generate: { fail: { status: 500 } } },
  slow: { generate: { firstByteDelayMs: 2_000, delayMs: 200 } },
  'blocked-prompt': { generate: { blockReason: 'PROHIBITED_CONTENT' } },
  'blocked-answer': { generate: { answer: '', finishReason: 'SAFETY' } },
  'malformed-call': {
    generate: { answer: '', finishReason: 'MALFORMED_FUNCTION_CALL', finishMessage: 'Malformed function call: print(' },
  },
  'word-of-tomorrow': { generate: { finishReason: 'REASON_OF_TOMORROW' } },
  'calls-with-ids': { generate: { ids: true } },
  'cut-before-signature': { generate: { cutBefore: 'thoughtSignature' } },
  'cut-off': { generate: { finishReason: null } },
  'error-in-stream': { generate: { errorAfterEvents: 2 } },
  'bare-error-in-stream': { generate: { errorAfterEvents: 2, errorForm: 'bare' } },
  'error-list-in-stream': { generate: { errorAfterEvents: 2, errorForm: 'list' } },
  'awkward-framing': { generate: { heartbeats: true, unknownEvents: true, lineEnding: 'lf', bytesPerWrite: 1 } },
  'upload-elsewhere': { files: { uploadOrigin: 'other' } },
  'videos-take-time': { files: { processingMs: 5_000 } },
};
