import { fieldOf, isJsonObject, type JsonObject } from '@plugboard/emulator-kit';
import { invalid, refused } from '../errors.ts';
import type { FileStore } from '../file-store.ts';
import { modelNamed, type Effort, type ModelFacts } from '../models.ts';
import { checkImages } from './check-images.ts';
import { readCacheMarks } from './check-cache-marks.ts';
import { checkToolResults } from './check-tool-results.ts';
import { flagAt, forbidOthers, listAt, numberAt, objectAt, textAt, wordAt } from './fields.ts';
import type { ApiVersion, MessagesRequest } from './messages-request.ts';
import { readContent, type BlockContext } from './read-blocks.ts';
import { checkAlongThinking, readThinking } from './read-thinking.ts';
import { checkStrictSchema, readToolChoice, readTools } from './read-tools.ts';
import { checkEnd, readTurns } from './read-turns.ts';

const counted = ['model', 'messages', 'system', 'tools', 'tool_choice', 'thinking', 'output_config', 'cache_control'];
const generated = [
  ...counted,
  'max_tokens',
  'stream',
  'stop_sequences',
  'metadata',
  'service_tier',
  'container',
  'diagnostics',
  'inference_geo',
  'speed',
];
const sampling = ['temperature', 'top_p', 'top_k'];

/** What reading a request depends on, besides its body. */
export interface RequestContext {
  readonly version: ApiVersion;
  readonly files: FileStore;
  /** Whether a beta was named. It may have fields of its own. */
  readonly beta: boolean;
  /** Whether tokens are only counted. */
  readonly counting: boolean;
}

/** Reads a request, and refuses what the service is known to refuse, with its error messages as far as they are documented or reported. */
export function readRequest(value: unknown, { version, files, beta, counting }: RequestContext): MessagesRequest {
  if (!isJsonObject(value)) throw invalid('Input should be a valid dictionary');
  const known = [...(counting ? counted : generated), ...(version === '2023-06-01' && !counting ? sampling : [])];
  if (!beta) forbidOthers(value, new Set(known), '');
  const model = readModel(value);
  const maxTokens = counting ? undefined : readMaxTokens(value, model);
  checkSampling(value, model);
  const { effort, format } = readOutputConfig(value, model);
  const thinking = readThinking(value, model, maxTokens, effort);
  const tools = readTools(value);
  const toolChoice = readToolChoice(value, tools, model);
  checkAlongThinking(thinking, toolChoice, value);

  const context: BlockContext = { version, files, beta, images: [] };
  const system = fieldOf(value, 'system');
  const turns = readTurns(value, model, context);
  checkImages(context.images, model);
  checkToolResults(turns);
  checkEnd(turns, model, thinking.type === 'enabled' || thinking.type === 'adaptive');
  readCacheMarks(value);
  return {
    model,
    version,
    maxTokens,
    stream: flagAt(value, 'stream', '') ?? false,
    system: system === undefined ? [] : readContent(system, 'system', 'system', context),
    tools,
    toolChoice,
    thinking,
    effort,
    format,
    stopSequences: readStopSequences(value),
    turns,
    body: value,
  };
}

function readModel(body: JsonObject): ModelFacts {
  const name = textAt(body, 'model', '');
  const model = modelNamed(name);
  if (model === undefined) throw refused(404, `model: ${name}`);
  return model;
}

function readMaxTokens(body: JsonObject, { id, maxOutput }: ModelFacts): number {
  const limits = { least: 0, most: Number.POSITIVE_INFINITY, whole: true };
  const tokens = numberAt(body, 'max_tokens', '', limits);
  if (tokens === undefined) throw invalid('max_tokens: Field required');
  if (tokens <= maxOutput) return tokens;
  throw invalid(`max_tokens: ${tokens} > ${maxOutput}, which is the maximum allowed number of output tokens for ${id}`);
}

/** Models from 4.7 on accept only default values. Earlier models accept one of `temperature` and `top_p`. */
function checkSampling(body: JsonObject, model: ModelFacts): void {
  const ratio = { least: 0, most: 1, whole: false };
  const temperature = numberAt(body, 'temperature', '', ratio);
  const topP = numberAt(body, 'top_p', '', ratio);
  const topK = numberAt(body, 'top_k', '', { least: 0, most: Number.POSITIVE_INFINITY, whole: true });
  if (model.sampling) {
    if (temperature === undefined || topP === undefined) return;
    throw invalid('`temperature` and `top_p` cannot both be specified for this model. Please use only one.');
  }
  if (temperature !== undefined && temperature !== 1) throw invalid('`temperature` is deprecated for this model.');
  if (topP !== undefined && topP !== 1) throw invalid('`top_p` is deprecated for this model.');
  if (topK !== undefined) throw invalid('`top_k` is deprecated for this model.');
}

function readOutputConfig(
  body: JsonObject,
  { efforts }: ModelFacts,
): { readonly effort: Effort | undefined; readonly format: JsonObject | undefined } {
  const given = fieldOf(body, 'output_config');
  if (given === undefined) return { effort: undefined, format: undefined };
  const config = objectAt(given, 'output_config');
  forbidOthers(config, new Set(['effort', 'format']), 'output_config');
  const form = fieldOf(config, 'format') ?? undefined;
  const wanted = fieldOf(config, 'effort') ?? undefined;
  if (wanted !== undefined && efforts.length === 0) throw invalid('This model does not support the effort parameter.');
  const effort = wanted === undefined ? undefined : wordAt(config, 'effort', 'output_config', efforts);
  if (form === undefined) return { effort, format: undefined };
  const format = objectAt(form, 'output_config.format');
  wordAt(format, 'type', 'output_config.format', ['json_schema']);
  const schema = objectAt(fieldOf(format, 'schema'), 'output_config.format.schema');
  checkStrictSchema(schema, 'output_config.format.schema');
  return { effort, format: schema };
}

function readStopSequences(body: JsonObject): readonly string[] {
  const given = fieldOf(body, 'stop_sequences');
  if (given === undefined) return [];
  return listAt(given, 'stop_sequences').map((text, index) => {
    if (typeof text !== 'string') throw invalid(`stop_sequences.${index}: Input should be a valid string`);
    if (text.trim() === '') throw invalid('stop_sequences: each stop sequence must contain non-whitespace');
    return text;
  });
}
