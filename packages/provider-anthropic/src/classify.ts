import type { HttpFailure, Verdict } from '@plugboard/core/provider';

const noCredit = /credit balance is too low|enforced_spend_limit|spend limit|usage limits?\b.{0,80}\bregain access/i;
const ofTheDay = /\b(?:daily|per[ -]day|requests? per day|tokens? per day)\b/i;
const tooLong = /prompt is too long|exceeds? (?:the )?(?:context|maximum (?:context|prompt))|context window/i;

/** Classifies failures by the messages of the service. `undefined`: core's table decides. */
export function classifyFailure({ status, words }: HttpFailure): Verdict | undefined {
  if (noCredit.test(words) || (status === 429 && ofTheDay.test(words))) {
    return { code: 'quota_exhausted', retryable: false };
  }
  if (status === 400 && tooLong.test(words)) return { code: 'context_length_exceeded', retryable: false };
  if (status === 404 && /\bmodel\b/i.test(words)) return { code: 'model_not_found', retryable: false };
  return undefined;
}
