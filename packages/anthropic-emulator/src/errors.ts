import { Refusal } from '@plugboard/emulator-kit';

/** The error types of the service, by status. */
const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** What the service adds to some errors, such as `{ error_code: 'file_expired' }`. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** An error in the form of the service, both outside and inside a stream. */
export function errorBody(status: number, message: string, details?: ErrorDetails): object {
  const type = types[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  return { type: 'error', error: { type, message, ...(details === undefined ? {} : { details }) } };
}

/** A refusal with a status and an error body. */
export function refused(status: number, message: string, details?: ErrorDetails): Refusal {
  return new Refusal(status, errorBody(status, message, details));
}

/** A 400, with which the service enforces nearly every rule. */
export function invalid(message: string, details?: ErrorDetails): Refusal {
  return refused(400, message, details);
}
