import type { ErrorCode } from '../errors/codes.ts';

/** Core's table: what a status means. */
export function codeOfStatus(status: number): ErrorCode {
  return statusCodes.get(status) ?? (status >= 500 ? 'server_error' : 'bad_request');
}

const statusCodes: ReadonlyMap<number, ErrorCode> = new Map([
  [401, 'auth_rejected'],
  [402, 'quota_exhausted'],
  [403, 'permission_denied'],
  [407, 'connection_failed'],
  [408, 'server_error'],
  [409, 'server_error'],
  [413, 'limit_exceeded'],
  [425, 'server_error'],
  [429, 'rate_limited'],
]);

/** Statuses of the server that the same request would get again. */
export function isPermanent(status: number): boolean {
  return status === 407 || status === 501 || status === 505;
}

const wordStatuses: readonly (readonly [words: RegExp, status: number])[] = [
  [/insufficient_(quota|credit|balance|funds)|billing|quota_exceeded|credit_balance|payment_required/, 402],
  [/context_length|too_large|too_long|max_tokens_exceeded|string_above_max/, 413],
  [/rate_?limit|too_many_requests|throttl|resource_exhausted/, 429],
  [/authentication|unauthori[sz]ed|unauthenticated|invalid_(api_)?(key|token)|(token|session)_expired/, 401],
  [/permission|forbidden|access_denied/, 403],
  [/overloaded|unavailable|capacity/, 503],
  [/not_found/, 404],
  [/timeout|timed_out|deadline_exceeded/, 504],
  [/validation|invalid_request|bad_request|invalid_argument|value_error|unprocessable/, 400],
  [/internal|server_error|api_error/, 500],
];

/** The status that the words of an error object stand for. */
export function statusOfWords(words: readonly string[]): number | undefined {
  for (const word of words) {
    const lower = word.toLowerCase().replaceAll('-', '_');
    const found = wordStatuses.find(([pattern]) => pattern.test(lower));
    if (found !== undefined) return found[1];
  }
  return undefined;
}
