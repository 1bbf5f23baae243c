import { Refusal } from '@plugboard/emulator-kit';

/** The service's words for statuses. */
const words: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  413: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** An error in the form of the service, both outside and inside a stream. */
export function errorBody(status: number, message: string, more: ErrorFields = {}): object {
  return { error: { code: status, message, status: words[status] ?? 'UNKNOWN', ...more } };
}

/** Fields of an error besides its message. */
export interface ErrorFields {
  /** Replaces the usual word for the status. */
  readonly status?: string | undefined;
  readonly details?: readonly object[] | undefined;
}

/** A refusal with a status and an error body. */
export function refused(status: number, message: string, more?: ErrorFields): Refusal {
  return new Refusal(status, errorBody(status, message, more));
}

/** A 400, with which the service enforces nearly every rule. */
export function invalid(message: string): Refusal {
  return refused(400, message);
}

/** An error about one field, in the service's form. */
export function invalidField(path: string, message: string): Refusal {
  return invalid(`* GenerateContentRequest.${path}: ${message}\n`);
}

/** The usual body of an error with this status. A 429 says in its details how long to wait. */
export function usualError(status: number): object {
  if (status !== 429) return errorBody(status, `The emulator was told to answer ${status}.`);
  return errorBody(429, 'You exceeded your current quota, please check your plan and billing details.', {
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          {
            quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
            quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier',
          },
        ],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1s' },
    ],
  });
}
