import { type ChatRequest, isJsonObject, type JsonObject, PlugboardError } from '@plugboard/core/provider';
import { betaName } from '../options.ts';

/** The checked `provider_options.anthropic` of a call. */
export interface ExtraFields {
  readonly citations: boolean;
  readonly thinking: JsonObject | undefined;
  readonly output_config: JsonObject | undefined;
  readonly metadata: JsonObject | undefined;
  /** Tools of the service itself. */
  readonly tools: readonly JsonObject[];
  /** Fields that are sent unchanged. */
  readonly [field: string]: unknown;
}

/** Fields of the body that belong to `create()` itself. If one were given twice, one of the two values would be dropped silently. */
const written: ReadonlyMap<string, string> = new Map([
  ['model', 'model'],
  ['messages', 'messages'],
  ['system', 'a system message'],
  ['stream', 'stream'],
  ['max_tokens', 'max_tokens'],
  ['stop_sequences', 'stop'],
  ['temperature', 'temperature'],
  ['top_p', 'top_p'],
  ['top_k', 'top_k'],
  ['tool_choice', 'tool_choice'],
]);

/** Throws `input_invalid` for fields that belong in `create()` itself, and for values of the wrong type. */
export function extraFields({ extra }: ChatRequest): ExtraFields {
  const { citations, thinking, output_config: output, metadata, tools, betas: _betas, ...others } = extra;
  for (const name of Object.keys(others)) {
    const own = written.get(name);
    if (own !== undefined) throw invalid(name, `belongs in create() itself, as ${own}.`);
  }
  const list: unknown = tools ?? [];
  if (!Array.isArray(list) || !list.every(isJsonObject)) throw invalid('tools', 'must be a list of objects.');
  return {
    ...others,
    citations: citations === true,
    thinking: objectOf('thinking', thinking),
    output_config: objectOf('output_config', output),
    metadata: objectOf('metadata', metadata),
    tools: list,
  };
}

/** Names of beta features that the caller wants for this call. */
export function betasOf({ extra }: ChatRequest): readonly string[] {
  const betas: unknown = extra['betas'] ?? [];
  if (Array.isArray(betas) && betas.every(isBetaName)) return betas;
  throw invalid('betas', 'must be a list of names of beta features.');
}

function isBetaName(name: unknown): name is string {
  return typeof name === 'string' && betaName.test(name);
}

function objectOf(name: string, value: unknown): JsonObject | undefined {
  if (value === undefined || value === null) return undefined;
  if (isJsonObject(value)) return value;
  throw invalid(name, 'must be an object.');
}

function invalid(name: string, problem: string): PlugboardError {
  const param = `provider_options.anthropic.${name}`;
  return new PlugboardError('input_invalid', `${param} ${problem}`, { param });
}
