import type { HttpFailure, Verdict } from '@plugboard/core/provider';

const noCredit = /\bP001\b|insufficient[ _](?:balance|credit|funds|quota)|(?:no|out of|not enough)\b.{0,20}\bcredits?/i;
const tooMany =
  /\bat most \d+ (?:image|video|file)|too many (?:image|video|file)|maximum (?:number )?of \d+ (?:image|video)/i;
const tooLong = /maximum context length|context length exceeded|prompt is too long|too many tokens/i;

/**
 * Classifies failures by Reka's error messages, for both the API and the web session. A 429 means "slow down" or "no credit left",
 * and a retry helps only with the first. A 400 may be a limit of the model (`reka-edge` accepts three images). `undefined`: the
 * status is enough.
 */
export function classifyFailure({ status, headers, words }: HttpFailure, now: number): Verdict | undefined {
  if (status === 402 || noCredit.test(words)) return { code: 'quota_exhausted', retryable: false };
  if (status === 400 || status === 422) {
    return tooMany.test(words) || tooLong.test(words) ? { code: 'limit_exceeded', retryable: false } : undefined;
  }
  const retryAfterMs = status === 429 ? resetAfter(headers, now) : undefined;
  return retryAfterMs === undefined ? undefined : { code: 'rate_limited', retryAfterMs };
}

/** Reka gives the end of its rate limit window in seconds since the epoch, with a fraction. */
function resetAfter(headers: HttpFailure['headers'], now: number): number | undefined {
  if (headers.has('retry-after') || headers.has('retry-after-ms')) return undefined;
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000;
  return reset > now && reset < now + 86_400_000 ? Math.ceil(reset - now) : undefined;
}
