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

/** Statuses that are about the account, the connection or the load, whatever the words say. */
const notOfTheRequest: ReadonlySet<number> = new Set([401, 402, 403, 407, 408, 413, 425, 429]);

/** Where services say what is wrong with a request. Not among them: `input`, in which some repeat what they were sent. */
const fields = ['error', 'errors', 'detail', 'details', 'message', 'msg', 'code', 'type', 'param', 'loc', 'field'];

/**
 * Whether a service refused `stream_options`: by OpenAI's `param`, by the place that a checker of schemas names, or by words, such as
 * `Unrecognized request argument supplied: stream_options` and ``unknown field `stream_options` ``.
 */
export function refusesStreamOptions(failure: HttpFailure): boolean {
  return isOfTheRequest(failure) && /stream_?options|include_usage/i.test(allWordsOf(failure));
}

/**
 * Whether a service refused to answer as a whole: `This model only support stream mode`, `enable_thinking must be set to false for
 * non-streaming calls`. The request that is refused had no `stream` in it, so words about one ask for it.
 */
export function refusesWhole(failure: HttpFailure): boolean {
  if (!isOfTheRequest(failure)) return false;
  const words = allWordsOf(failure);
  return asksForStream.test(words) || /非流式|流式/.test(words);
}

const stream = String.raw`(?<![\w-])(?:non[ -]?)?stream(?:ing|ed)?(?![\w-])`;
const demand = String.raw`\b(?:only|must|needs?|requires?|required|enabled?|support(?:s|ed)?|set|true|false|param(?:eter)?)\b`;
const asksForStream = new RegExp(`${stream}.{0,60}${demand}|${demand}.{0,60}${stream}|^stream$|non-?stream`, 'im');

function isOfTheRequest({ status }: HttpFailure): boolean {
  const isRefusal = status >= 400 && status <= 499 && !notOfTheRequest.has(status);
  // Some fail on what they do not know.
  return isRefusal || status === 500 || status === 501;
}

/** Gateways hide the words of the service behind them, in which core finds them. */
function allWordsOf({ body, words }: HttpFailure): string {
  return `${wordsOf(body)}\n${words}`;
}

/** The texts in the known fields of an error body, a line each. */
function wordsOf(body: unknown, depth = 0): string {
  if (typeof body === 'string') return body.slice(0, 2_000);
  if (typeof body !== 'object' || body === null || depth > 4) return '';
  const values = Array.isArray(body) ? body.slice(0, 10) : fields.map((name): unknown => Reflect.get(body, name));
  return values
    .map((value: unknown) => wordsOf(value, depth + 1))
    .filter((text) => text !== '')
    .join('\n');
}
