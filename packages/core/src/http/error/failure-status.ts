import type { ErrorCode } from '../../errors/codes.ts';

/** The code for a status, by core's table. */
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

/** Whether the same request would get this status again, although it is a server error. */
export function isPermanent(status: number): boolean {
  return status === 407 || status === 501 || status === 505;
}

type Statuses = readonly (readonly [words: RegExp, status: number])[];

/** What codes and types mean, spelled with underscores. */
const wordStatuses: Statuses = [
  [/insufficient_(quota|credit|balance|funds)|billing|quota_exceeded|credit_balance|payment_required|arrear/, 402],
  [/context_(length|size|window)|too_large|too_long|max_tokens_exceeded|string_above_max/, 413],
  [/rate_?limit|too_many_requests|throttl|resource_exhausted/, 429],
  [
    /authentication|auth_fail|unauthori[sz]ed|unauthenticated|invalid_?(api_?)?(key|token)|api_key_invalid|(token|session)_expired|expired_token/,
    401,
  ],
  [/permission|forbidden|access_denied/, 403],
  [/overloaded|unavailable|capacity/, 503],
  [/not_found/, 404],
  [/timeout|timed_out|deadline_exceeded/, 504],
  [/validation|invalid_(request|param|argument)|bad_request|value_error|unprocessable|extra_forbidden/, 400],
  [/internal|server_error|api_error/, 500],
];

/**
 * What sentences mean, for failures without a code that is known: most services that report failures with 200 number
 * them as they like.
 */
const sentenceStatuses: Statuses = [
  [/insufficient[ _](balance|credit|quota|fund)|in arrears|recharge|payment required/, 402],
  [/(context|prompt|input)\b.{0,40}\b(too long|exceeds?|length)|exceeds? the (available |maximum )?context/, 413],
  [/rate[ -]?limit|too many requests|request limit|limit reached|\bqps\b|concurrency/, 429],
  [
    /unauthori[sz]ed|authenticat|login fail|not logged in|(token|key)\b.{0,30}\b(expired|invalid|incorrect|no longer valid)|(invalid|incorrect|expired|missing)\b.{0,30}\b(token|key)\b/,
    401,
  ],
  [/permission|not allowed|forbidden|access denied/, 403],
  [/overloaded|unavailable|busy|at capacity/, 503],
  [/(model|endpoint)\b.{0,80}\b(not exist|not found|unknown)|(no such|unknown) model/, 404],
  [/timed? ?out/, 504],
  [/\binvalid\b|not permitted|not supported|unsupported|required|malformed|bad request/, 400],
];

/** The status that a code or type of an error object stands for. */
export function statusOfWord(word: string): number | undefined {
  const spelled = word
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[-.]/g, '_');
  return statusFrom(spelled, wordStatuses);
}

/**
 * Whether words say that a conversation is too long for its model. Words about a file that is too large mention neither
 * context nor tokens.
 */
export function isAboutContext(words: string): boolean {
  return aboutContext.test(words.slice(0, 1_000));
}

const aboutContext =
  /context[ _](length|size|window)|(maximum|available) context|prompt is too long|too many (input )?tokens|(token count|number of (input )?tokens).{0,60}exceed/i;

/** The status that a sentence stands for. */
export function statusOfSentence(sentence: string): number | undefined {
  return statusFrom(sentence.slice(0, 1_000).toLowerCase(), sentenceStatuses);
}

function statusFrom(text: string, statuses: Statuses): number | undefined {
  return statuses.find(([pattern]) => pattern.test(text))?.[1];
}

/**
 * The wait that a service asks for, in milliseconds: `retry-after-ms`, `retry-after` (seconds, decimals, a date) or
 * `x-ratelimit-reset` (seconds since the epoch). `undefined` if it is malformed, negative or past. Dates count from the
 * service's own `date`, so a wrong clock on either side does no harm.
 */
export function retryAfterMs(headers: ReadonlyMap<string, string>, now: number): number | undefined {
  const serverNow = dateOf(headers.get('date')) ?? now;
  return (
    decimal(headers.get('retry-after-ms')) ??
    seconds(headers.get('retry-after')) ??
    until(dateOf(headers.get('retry-after')), serverNow) ??
    until(epochOf(headers.get('x-ratelimit-reset')), serverNow)
  );
}

function decimal(text: string | undefined): number | undefined {
  // A header that was sent twice arrives as a list. The first value counts.
  const first = text?.split(',', 1)[0]?.trim();
  return first !== undefined && /^\d{1,12}(\.\d{1,12})?$/.test(first) ? Math.ceil(Number(first)) : undefined;
}

function seconds(text: string | undefined): number | undefined {
  const first = text?.split(',', 1)[0]?.trim();
  return first !== undefined && /^\d{1,12}(\.\d{1,12})?$/.test(first) ? Math.ceil(Number(first) * 1000) : undefined;
}

function dateOf(text: string | undefined): number | undefined {
  const date = text?.trim() ?? '';
  // `Date.parse` accepts nearly anything. An HTTP date begins with a weekday and ends with GMT, or has the form of
  // asctime.
  const asctime = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}$/.test(date);
  if (!asctime && !/^[A-Za-z]{3,9}, .{5,40} GMT$/.test(date)) return undefined;
  const time = Date.parse(asctime ? `${date} GMT` : date);
  return Number.isNaN(time) ? undefined : time;
}

function epochOf(text: string | undefined): number | undefined {
  // Ten digits: with smaller numbers, some services mean seconds to wait and others mean counts.
  return text !== undefined && /^\d{10}(\.\d{1,12})?$/.test(text.trim()) ? Number(text) * 1000 : undefined;
}

function until(time: number | undefined, now: number): number | undefined {
  return time !== undefined && time > now ? Math.ceil(time - now) : undefined;
}
