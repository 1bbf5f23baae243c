import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { ChatParameters } from '../../contract/chat-request.ts';
import type { CreateParams } from '../create-params.ts';
import { asksForTools, invalidInput, refuseOtherThanJson, isGiven } from './check-input.ts';
import { otherToolsAndForms } from './parse-tools.ts';
import { isRecord } from '../../util/is-record.ts';
import type { RequestOptions } from '../chat-completions.ts';

/** What a parameter may be. */
interface ParameterType {
  fits(value: unknown): boolean;
  /** The rest of a sentence that begins with the name and `must be`. */
  readonly says: string;
}

const finiteNumber: ParameterType = { fits: isFiniteNumber, says: 'a finite number' };
const flag: ParameterType = { fits: (value) => typeof value === 'boolean', says: 'true or false' };
const text: ParameterType = { fits: isText, says: 'a string' };
/** Accepts any word: which words are valid, the service decides, and it may add some. */
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
const parameterNames: readonly string[] = [...typesByName.keys()];

/** Throws `input_invalid` for the first parameter of a wrong type. */
function checkParameterTypes(given: object): asserts given is ChatParameters {
  for (const [name, value] of Object.entries(given)) {
    const type = typesByName.get(name);
    if (type?.fits(value) === false) throw invalidInput(name, `must be ${type.says}.`);
  }
}

/** What `create()` reads elsewhere in its first argument. */
const otherParamNames: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'image',
  'images',
  'n',
  'tools',
  'tool_choice',
  'functions',
  'function_call',
  'response_format',
  'stream',
  'provider',
  'provider_options',
]);

/** Names that `create()` understands in its first argument. */
export const createParamNames: ReadonlySet<string> = new Set([...parameterNames, ...otherParamNames]);

/**
 * The parameters for the model, under the same names whatever form the caller used. Includes those that core does not
 * know: the provider decides whether they mean something. Throws `input_invalid` for wrong types and for options of the
 * second argument.
 */
export function chatParameters(params: CreateParams): ChatParameters {
  const names = Object.keys(params).filter((name) => !otherParamNames.has(name));
  const given: Record<string, unknown> = {};
  if (names.length > 0) addUnknownParameters(given, params, names);
  if (isGiven(params.n)) Object.assign(given, severalAnswers(params.n));
  if (asksForTools(params)) Object.assign(given, otherToolsAndForms(params));
  // An instance of a class may have inherited some.
  if (names.length > 0 || !isRecord(params)) addParameters(given, params);
  checkParameterTypes(given);
  return withStreamOptions(withOneLimit(given), params.stream === true);
}

function addParameters(given: Record<string, unknown>, params: CreateParams): void {
  for (const name of parameterNames) {
    const value: unknown = Reflect.get(params, name);
    if (isGiven(value)) given[name] = value;
  }
  if (typeof given['stop'] === 'string') given['stop'] = [given['stop']];
}

/**
 * Leaves only the stream options for the service: core itself reads `include_usage`. Without a stream, leaves none.
 * `null` counts as not given.
 */
function withStreamOptions(parameters: ChatParameters, isStream: boolean): ChatParameters {
  if (parameters.stream_options === undefined) return parameters;
  const { stream_options: given, ...others } = parameters;
  const entries = Object.entries(given).filter(([name, value]) => name !== 'include_usage' && isGiven(value));
  for (const [name, value] of entries) refuseOtherThanJson(value, `stream_options.${name}`);
  const forService = Object.fromEntries(entries);
  return isStream && entries.length > 0 ? { ...others, stream_options: forService } : others;
}

/** Keeps one of the two names for the token limit. */
function withOneLimit(parameters: ChatParameters): ChatParameters {
  const { max_tokens: older, max_completion_tokens: newer } = parameters;
  if (older === undefined || newer === undefined) return parameters;
  if (older !== newer) {
    throw invalidInput(
      'max_completion_tokens',
      'and max_tokens mean the same thing, but their numbers differ. Give only one of them.',
    );
  }
  const { max_tokens: _older, ...others } = parameters;
  return others;
}

/** Reads `n`. 1 asks for nothing. No provider accepts more, because its events are those of one answer. */
function severalAnswers(count: unknown): { readonly n?: number } {
  if (!isGiven(count) || count === 1) return {};
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 1) return { n: count };
  throw invalidInput('n', 'must be a whole number, 1 or more.');
}

/** @param names - Those of `params` that are not read elsewhere. */
function addUnknownParameters(given: Record<string, unknown>, params: CreateParams, names: readonly string[]): void {
  const unknown = names.filter((name) => !typesByName.has(name) && isGiven(Reflect.get(params, name)));
  refuseRequestOptions(unknown);
  for (const name of unknown) {
    const value: unknown = Reflect.get(params, name);
    if (name === '__proto__') throw invalidInput(name, 'is not the name of a parameter.');
    refuseOtherThanJson(value, name);
    given[name] = value;
  }
}

const names = [
  'signal',
  'timeout',
  'maxRetries',
  'headers',
  'unsupported',
  'keepAnswer',
  'onProgress',
] as const satisfies readonly (keyof RequestOptions)[];

/** The names that the second argument of `create()` may have. */
export const requestOptionNames: ReadonlySet<string> = new Set(names);

/** The names that other clients use for them. */
const otherNames: ReadonlyMap<string, (typeof names)[number]> = new Map([
  ['abortSignal', 'signal'],
  ['max_retries', 'maxRetries'],
  ['extra_headers', 'headers'],
]);

/** Throws `input_invalid` if one of the names belongs in the second argument of `create()`. */
function refuseRequestOptions(given: readonly string[]): void {
  const misplaced = given.filter((name) => requestOptionNames.has(name) || otherNames.has(name));
  const [first] = misplaced;
  if (first === undefined) return;
  const options = [...new Set(misplaced.map((name) => otherNames.get(name) ?? name))];
  const belongs = misplaced.length === 1 ? 'belongs' : 'belong';
  throw new PlugboardError(
    'input_invalid',
    `${misplaced.join(' and ')} ${belongs} in the second argument: create({ model, messages, ... }, { ${options.join(', ')} }).`,
    { param: first },
  );
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
