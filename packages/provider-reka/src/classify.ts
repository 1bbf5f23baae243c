import type { HttpFailure, Verdict } from '@plugboard/core/provider';

const noCredit = /\bP001\b|insufficient[ _](?:balance|credit|funds|quota)|(?:no|out of|not enough)\b.{0,20}\bcredits?/i;
const tooMany =
  /\bat most \d+ (?:image|video|file)|too many (?:image|video|file)|maximum (?:number )?of \d+ (?:image|video)/i;
const tooLong = /maximum context length|context length exceeded|prompt is too long|too many tokens/i;

/**
 * What only Reka's own words tell, on either surface. A 429 means "slow down" or "no credit left", and repeating helps only with the first;
 * a 400 may be a limit of the model (`reka-edge` takes three images). `undefined`: the status says it all.
 */
export function classifyFailure({ status, headers, words }: HttpFailure, now: number): Verdict | undefined {
  if (status === 402 || noCredit.test(words)) return { code: 'quota_exhausted', retryable: false };
  if (status === 400 || status === 422) {
    return tooMany.test(words) || tooLong.test(words) ? { code: 'limit_exceeded', retryable: false } : undefined;
  }
  const retryAfterMs = status === 429 ? resetAfter(headers, now) : undefined;
  return retryAfterMs === undefined ? undefined : { code: 'rate_limited', retryAfterMs };
}

/** Reka names the end of its window as seconds since the epoch, with a fraction. */
function resetAfter(headers: HttpFailure['headers'], now: number): number | undefined {
  if (headers.has('retry-after') || headers.has('retry-after-ms')) return undefined;
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000;
  return reset > now && reset < now + 86_400_000 ? Math.ceil(reset - now) : undefined;
}
