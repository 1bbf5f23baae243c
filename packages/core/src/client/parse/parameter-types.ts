import { isRecord } from '../../util/is-record.ts';
import type { ChatParameters } from '../../contract/chat-request.ts';
import { invalidInput } from './input-fault.ts';

/** What a parameter may be. */
interface ParameterType {
  fits(value: unknown): boolean;
  /** The rest of a sentence that begins with the name and `must be`. */
  readonly says: string;
}

const finiteNumber: ParameterType = { fits: isFiniteNumber, says: 'a finite number' };
const flag: ParameterType = { fits: (value) => typeof value === 'boolean', says: 'true or false' };
const text: ParameterType = { fits: isText, says: 'a string' };
/** Which words there are is the service's to say: it may know one from tomorrow on. */
const word: ParameterType = { fits: (value) => isText(value) && value !== '', says: 'a non-empty string' };
const texts: ParameterType = { fits: isListOfTexts, says: 'an array of strings' };
const record: ParameterType = { fits: isRecord, says: 'an object' };

const parameterTypes: { readonly [Name in keyof ChatParameters]-?: ParameterType } = {
  temperature: finiteNumber,
  top_p: finiteNumber,
  top_k: finiteNumber,
  max_tokens: finiteNumber,
  max_completion_tokens: finiteNumber,
  stop: { fits: isListOfTexts, says: 'a string or an array of strings' },
  seed: finiteNumber,
  frequency_penalty: finiteNumber,
  presence_penalty: finiteNumber,
  reasoning_effort: word,
  verbosity: word,
  parallel_tool_calls: flag,
  logit_bias: { fits: (value) => isRecordOf(value, isFiniteNumber), says: 'an object of finite numbers' },
  logprobs: flag,
  top_logprobs: finiteNumber,
  modalities: texts,
  audio: record,
  prediction: record,
  web_search_options: record,
  service_tier: word,
  store: flag,
  metadata: { fits: (value) => isRecordOf(value, isText), says: 'an object of strings' },
  user: text,
  safety_identifier: text,
  prompt_cache_key: text,
  prompt_cache_retention: word,
  prompt_cache_options: record,
  moderation: record,
  stream_options: record,
};

const typesByName: ReadonlyMap<string, ParameterType> = new Map(Object.entries(parameterTypes));

/** The names of all parameters for the model. */
export const parameterNames: readonly string[] = [...typesByName.keys()];

/** Throws `input_invalid` for the first parameter of a wrong type. */
export function checkParameterTypes(given: object): asserts given is ChatParameters {
  for (const [name, value] of Object.entries(given)) {
    const type = typesByName.get(name);
    if (type?.fits(value) === false) throw invalidInput(name, `must be ${type.says}.`);
  }
}

function isFiniteNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isRecordOf(value: unknown, fits: (value: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every(fits);
}
