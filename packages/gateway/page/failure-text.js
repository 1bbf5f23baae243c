import { GatewayError } from './gateway.js';

/** What a user of this page can do, by error code. The message itself says what the operator of the gateway can do. */
const advice = new Map([
  ['unreachable', 'Check that “plugboard serve” still runs where you started it, then press Retry.'],
  ['stream_truncated', 'The text so far is kept. Press Retry to ask again.'],
  ['connection_failed', 'Press Retry, or choose another model.'],
  ['server_error', 'Press Retry, or choose another model.'],
  ['timeout', 'Press Retry, or choose another model.'],
  ['empty_response', 'Press Retry, or word the question differently.'],
  ['rate_limited', 'Wait, then press Retry, or choose another model.'],
  ['quota_exhausted', 'Choose a model of another service.'],
  ['auth_missing', 'Choose a model of another service, or give the gateway a credential for this one.'],
  ['auth_expired', 'Whoever runs the gateway has to renew its credential for this service.'],
  ['auth_rejected', 'Whoever runs the gateway has to renew its credential for this service.'],
  ['challenged', 'Whoever runs the gateway has to sign in to the service again with a browser.'],
  ['model_not_found', 'Choose another model above.'],
  ['model_ambiguous', 'Write the service in front, as in “openai/gpt-4o”.'],
  ['unsupported', 'Choose another model above, or edit the question.'],
  ['input_invalid', 'Edit the question.'],
  ['context_length_exceeded', 'Start a new chat, or choose a model that takes more.'],
  ['limit_exceeded', 'Send a smaller file.'],
  ['request_too_large', 'Send a smaller file.'],
  ['permission_denied', 'Choose another model.'],
  ['model_not_allowed', 'Choose another model above.'],
  ['invalid_api_key', 'Reload the page to give another key.'],
  ['protocol_error', 'Press Retry, or choose another model.'],
  ['output_invalid', 'Press Retry, or choose another model.'],
  ['bad_request', 'Edit the question, or choose another model.'],
  ['shutting_down', 'Press Retry once the gateway runs again.'],
  ['file_not_found', 'Press Retry: the file is sent again.'],
]);

/**
 * An error in sentences: what happened, and what to do.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function failureText(error) {
  if (!(error instanceof GatewayError)) return 'This page failed. Reload it; the conversation is kept.';
  const { message, code, retryAfter } = error;
  const whatToDo = retryAfter === undefined ? advice.get(code) : `Press Retry in ${retryAfter} s.`;
  return [/[.!?]$/.test(message) ? message : `${message}.`, whatToDo].filter(Boolean).join(' ');
}
