import type { HttpFailure, Verdict } from '@plugboard/core/provider';

/** Matches a conversation that is too long, but not a file that is too large: such messages name neither context nor tokens. */
const tooLong =
  /context[ _](?:length|size|window)|(?:maximum|available) context|prompt is too long|too many (?:input )?tokens|(?:token count|number of (?:input )?tokens).{0,60}exceed/i;
const tooLarge = /exceeds? the (?:available|maximum)/i;
const noModel = /\bmodel_not_found\b|\bmodel\b.{0,120}\b(?:not found|does not exist|not exist)\b/i;
const noCredit =
  /insufficient[ _](?:balance|credits?|funds|quota)|exceeded your current quota|\bin arrears\b|\u4f59\u989d\u4e0d\u8db3/i;
/** Gemini calls every limit a quota, but names the wait only for limits that end soon. */
const namesWait = /\bretry in \d/i;

/**
 * Classifies failures by the messages of these services. `undefined`: the status is enough.
 * A 429 may mean that there is no credit, so waiting does not help. A 400 may mean that the conversation is too long, a 404 that the
 * model does not exist.
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

/** Statuses that concern the account, the connection or the load, whatever the message says. */
const notOfTheRequest: ReadonlySet<number> = new Set([401, 402, 403, 407, 408, 413, 425, 429]);

/** Fields in which services say what is wrong with a request. `input` is left out, because some services repeat the request there. */
const fields = ['error', 'errors', 'detail', 'details', 'message', 'msg', 'code', 'type', 'param', 'loc', 'field'];

/**
 * Whether a service refused `stream_options`: by OpenAI's `param`, by the path that a schema validator names, or by a message such as
 * `Unrecognized request argument supplied: stream_options` and ``unknown field `stream_options` ``.
 */
export function refusesStreamOptions(failure: HttpFailure): boolean {
  return isOfTheRequest(failure) && /stream_?options|include_usage/i.test(allWordsOf(failure));
}

/**
 * Whether a service refused to answer without a stream: `This model only support stream mode`, `enable_thinking must be set to false for
 * non-streaming calls`. The refused request had no `stream`, so a message about streams asks for one.
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
  // Some services fail on fields that they do not know.
  return isRefusal || status === 500 || status === 501;
}

/** Gateways wrap the message of the service behind them. Core unwraps it. */
function allWordsOf({ body, words }: HttpFailure): string {
  return `${wordsOf(body)}\n${words}`;
}

/** The texts in the known fields of an error body, one per line. */
function wordsOf(body: unknown, depth = 0): string {
  if (typeof body === 'string') return body.slice(0, 2_000);
  if (typeof body !== 'object' || body === null || depth > 4) return '';
  const values = Array.isArray(body) ? body.slice(0, 10) : fields.map((name): unknown => Reflect.get(body, name));
  return values
    .map((value: unknown) => wordsOf(value, depth + 1))
    .filter((text) => text !== '')
    .join('\n');
}
