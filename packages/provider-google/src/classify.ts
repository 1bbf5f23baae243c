import type { HttpFailure, Verdict } from '@plugboard/core/provider';

const ofTheDay = /per[ _-]?day|\bdaily\b/i;
const noCredit =
  /billing account .{0,60}(?:disabled|closed)|prepayment|credits? (?:are|is|have been|has been) (?:depleted|exhausted)/i;
const tooLong = /input token count.{0,60}exceeds|exceeds the maximum number of (?:input )?tokens|prompt is too long/i;
const wrongKey = /\bAPI_KEY_(?:INVALID|EXPIRED)\b|API key (?:not valid|expired|not found)|pass a valid API key/i;
const wrongPlace = /location is not supported/i;
const noModel = /\bmodels?\/|\bmodel\b/i;
const noFile = /access the file|permission .{0,20}\bfile\b/i;

/** Classifies failures by the messages of the service. `undefined`: core's table decides. */
export function classifyFailure({ status, words, body }: HttpFailure): Verdict | undefined {
  if (status === 429 && (noCredit.test(words) || ofTheDay.test(violationsIn(body)))) {
    return { code: 'quota_exhausted', retryable: false };
  }
  if (status === 400 && wrongKey.test(words)) return { code: 'auth_rejected' };
  if (status === 400 && wrongPlace.test(words)) return { code: 'permission_denied' };
  if (status === 400 && tooLong.test(words)) return { code: 'context_length_exceeded', retryable: false };
  // The service refuses an expired file like one of another account.
  if (status === 403 && noFile.test(words)) return { code: 'bad_request', retryable: false };
  if (status === 404 && noModel.test(words)) return { code: 'model_not_found', retryable: false };
  return undefined;
}

/** The names of the quotas that were exceeded: those of a day say `PerDay`. */
function violationsIn(body: unknown): string {
  const found: string[] = [];
  JSON.stringify(body ?? null, (key, value: unknown) => {
    if (/^quotaId$|^quotaMetric$/.test(key) && typeof value === 'string') found.push(value);
    return value;
  });
  return found.join(' ');
}
