import type { HttpFailure, Verdict } from '@plugboard/core/provider';

/** A conversation, and not a file: those of a file name no context and no tokens. */
const tooLong =
  /context[ _](?:length|size|window)|(?:maximum|available) context|prompt is too long|too many (?:input )?tokens|(?:token count|number of (?:input )?tokens).{0,60}exceed/i;
const tooLarge = /exceeds? the (?:available|maximum)/i;
const noModel = /\bmodel_not_found\b|\bmodel\b.{0,120}\b(?:not found|does not exist|not exist)\b/i;
const noCredit =
  /insufficient[ _](?:balance|credits?|funds|quota)|exceeded your current quota|\bin arrears\b|\u4f59\u989d\u4e0d\u8db3/i;
/** Gemini calls every limit a quota, and says of those that are over soon when. */
const namesWait = /\bretry in \d/i;

/**
 * What only the words of these services tell. `undefined`: the status says it all.
 * A 429 may mean that there is no credit, which no waiting helps; a 400 that the conversation is too long; a 404 that there is no such model.
 */
export function classifyFailure({ status, words }: HttpFailure): Verdict | undefined {
  if (status === 402 || (noCredit.test(words) && !namesWait.test(words)))
    return { code: 'quota_exhausted', retryable: false };
  if ((status === 400 || status === 413 || status === 422) && tooLong.test(words))
    return { code: 'context_length_exceeded' };
  if ((status === 400 || status === 422) && tooLarge.test(words)) return { code: 'limit_exceeded', retryable: false };
  if ((status === 400 || status === 404) && noModel.test(words)) return { code: 'model_not_found', retryable: false };
  return undefined;
}
