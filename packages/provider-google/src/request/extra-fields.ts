import { type ChatRequest, isJsonObject, type JsonObject, PlugboardError } from '@plugboard/core/provider';

/** The checked `provider_options.google` of a call. */
export interface ExtraFields {
  readonly generationConfig: JsonObject;
  readonly toolConfig: JsonObject;
  /** Tools of the service itself. */
  readonly tools: readonly JsonObject[];
  /** Fields that are sent unchanged. */
  readonly others: JsonObject;
}

/** Fields that belong to `create()` itself. If one were given twice, one of the two values would be dropped silently. */
const written: ReadonlyMap<string, string> = new Map([
  ['model', 'model'],
  ['contents', 'messages'],
  ['systemInstruction', 'a system message'],
  ['serviceTier', 'service_tier'],
]);

const writtenInConfig: ReadonlyMap<string, string> = new Map([
  ['maxOutputTokens', 'max_tokens'],
  ['temperature', 'temperature'],
  ['topP', 'top_p'],
  ['topK', 'top_k'],
  ['stopSequences', 'stop'],
  ['seed', 'seed'],
  ['presencePenalty', 'presence_penalty'],
  ['frequencyPenalty', 'frequency_penalty'],
  ['responseLogprobs', 'logprobs'],
  ['logprobs', 'top_logprobs'],
  ['candidateCount', 'n, which is 1'],
]);

/** Throws `input_invalid` for fields that belong in `create()` itself, and for values of the wrong type. */
export function extraFields({ extra, response_format: format, parameters }: ChatRequest): ExtraFields {
  const { generationConfig, toolConfig, tools, ...others } = extra;
  refuseWritten(others, written, '');
  const config = objectOf('generationConfig', generationConfig);
  refuseWritten(config, writtenInConfig, 'generationConfig.');
  if (format !== undefined) refuseWritten(config, formats, 'generationConfig.');
  if (parameters.modalities !== undefined) refuseWritten(config, modalities, 'generationConfig.');
  const calling = objectOf('toolConfig', toolConfig);
  refuseWritten(calling, choices, 'toolConfig.');
  const list: unknown = tools ?? [];
  if (!Array.isArray(list) || !list.every(isJsonObject)) throw invalid('tools', 'must be a list of objects.');
  if (list.some((tool) => 'functionDeclarations' in tool)) {
    throw invalid('tools', 'must not declare functions. Pass them to create() itself, as tools.');
  }
  return { generationConfig: config, toolConfig: calling, tools: list, others };
}

const formats = new Map(
  ['responseMimeType', 'responseSchema', 'responseJsonSchema'].map((name) => [name, 'response_format']),
);
const modalities = new Map([['responseModalities', 'modalities']]);
const choices = new Map([['functionCallingConfig', 'tool_choice']]);

function refuseWritten(given: JsonObject, places: ReadonlyMap<string, string>, prefix: string): void {
  for (const name of Object.keys(given)) {
    // The service takes both `snake_case` and `camelCase`.
    const plain = name.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
    const own = places.get(plain);
    if (own !== undefined) throw invalid(`${prefix}${name}`, `belongs in create() itself, as ${own}.`);
  }
}

function objectOf(name: string, value: unknown): JsonObject {
  if (value === undefined || value === null) return {};
  if (isJsonObject(value)) return value;
  throw invalid(name, 'must be an object.');
}

function invalid(name: string, problem: string): PlugboardError {
  const param = `provider_options.google.${name}`;
  return new PlugboardError('input_invalid', `${param} ${problem}`, { param });
}
