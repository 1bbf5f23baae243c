import { isJsonObject, type JsonObject } from '@plugboard/emulator-kit';
import { invalid, invalidField } from '../errors.ts';
import type { ModelFacts } from '../models.ts';
import { flagAt, listAt, messageAt, numberAt, structAt, textAt, wordAt } from './fields.ts';
import type { FunctionDeclaration, Generation } from './generate-request.ts';
import { readSchema } from './read-schema.ts';

const place = 'generation_config';
const fields = [
  'stopSequences',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  'responseModalities',
  'candidateCount',
  'maxOutputTokens',
  'temperature',
  'topP',
  'topK',
  'seed',
  'presencePenalty',
  'frequencyPenalty',
  'responseLogprobs',
  'logprobs',
  'enableEnhancedCivicAnswers',
  'speechConfig',
  'thinkingConfig',
  'imageConfig',
  'mediaResolution',
  'responseFormat',
];
const mimeTypes: readonly (string | undefined)[] = ['text/plain', 'application/json', 'text/x.enum', undefined];
const mostStopSequences = 5;
const largestBudget = 32_768;

/** Reads `generationConfig`. */
export function readGeneration(
  body: JsonObject,
  model: ModelFacts,
  functions: readonly FunctionDeclaration[],
): Generation {
  const config = body['generationConfig'] === undefined ? {} : messageAt(body['generationConfig'], place, fields);
  checkNumbers(config);
  const stopSequences = listAt(config['stopSequences'], `${place}.stop_sequences`).map(String);
  if (stopSequences.length > mostStopSequences) {
    throw invalidField(`${place}.stop_sequences`, 'The number of stop sequences must be between 0 and 5');
  }
  const { schema, json } = readFormat(config, model, functions);
  return {
    stopSequences,
    maxOutputTokens: numberAt(config['maxOutputTokens'], `${place}.max_output_tokens`),
    schema,
    json,
    images: readModalities(config, model),
    ...readThinking(config, model),
  };
}

function checkNumbers(config: JsonObject): void {
  const temperature = numberAt(config['temperature'], `${place}.temperature`) ?? 1;
  if (temperature < 0 || temperature > 2) {
    throw invalidField(`${place}.temperature`, 'temperature must be in the range [0.0, 2.0].');
  }
  const topP = numberAt(config['topP'], `${place}.top_p`) ?? 1;
  if (topP < 0 || topP > 1) throw invalidField(`${place}.top_p`, 'top_p must be in the range [0.0, 1.0].');
  const topK = numberAt(config['topK'], `${place}.top_k`) ?? 1;
  if (topK < 1) throw invalidField(`${place}.top_k`, 'top_k must be positive.');
  const most = numberAt(config['maxOutputTokens'], `${place}.max_output_tokens`) ?? 1;
  if (most < 1) throw invalidField(`${place}.max_output_tokens`, 'max_output_tokens must be positive.');
  if ((numberAt(config['candidateCount'], `${place}.candidate_count`) ?? 1) !== 1) {
    throw invalid('Only one candidate can be specified in the current model');
  }
}

function readFormat(
  config: JsonObject,
  model: ModelFacts,
  functions: readonly FunctionDeclaration[],
): Pick<Generation, 'schema' | 'json'> {
  const mimeType = textAt(config['responseMimeType'], `${place}.response_mime_type`);
  if (!mimeTypes.includes(mimeType)) {
    throw invalidField(
      `${place}.response_mime_type`,
      'allowed mimetypes are `text/plain`, `application/json`, `application/xml`, `application/yaml` and `text/x.enum`.',
    );
  }
  const { responseSchema, responseJsonSchema } = config;
  if (responseSchema !== undefined && responseJsonSchema !== undefined) {
    throw invalidField(place, 'only one of response_schema and response_json_schema can be set.');
  }
  const json = mimeType === 'application/json';
  const schema =
    responseSchema === undefined
      ? structAt(responseJsonSchema, `${place}.response_json_schema`)
      : readSchema(responseSchema, `${place}.response_schema`);
  if (schema !== undefined && !json && mimeType !== 'text/x.enum') {
    throw invalidField(`${place}.response_schema`, "only allowed when response_mime_type is 'application/json'.");
  }
  if (json && functions.length > 0 && !model.toolsWithFormat) {
    throw invalid("Function calling with a response mime type: 'application/json' is unsupported");
  }
  return { schema, json };
}

function readModalities(config: JsonObject, { images, id }: ModelFacts): boolean {
  const words = ['TEXT', 'IMAGE', 'AUDIO', 'MODALITY_UNSPECIFIED'] as const;
  const wanted = listAt(config['responseModalities'], `${place}.response_modalities`).map((word) =>
    wordAt(typeof word === 'string' ? word.toUpperCase() : word, `${place}.response_modalities`, 'Modality', words),
  );
  if (wanted.includes('AUDIO') || (wanted.includes('IMAGE') && !images)) {
    throw invalid(
      `Model models/${id} does not support the requested response modalities: ${wanted.join(',').toLowerCase()}`,
    );
  }
  return images && (wanted.length === 0 || wanted.includes('IMAGE'));
}

function readThinking(config: JsonObject, model: ModelFacts): Pick<Generation, 'includeThoughts' | 'thinks'> {
  const given = config['thinkingConfig'];
  const usual = model.thinking !== 'none';
  if (!isJsonObject(given)) return { includeThoughts: false, thinks: usual };
  const path = `${place}.thinking_config`;
  const thinking = messageAt(given, path, ['includeThoughts', 'thinkingBudget', 'thinkingLevel']);
  if (!usual) throw invalid('Thinking is not enabled for this model.');
  const level = wordAt(
    typeof thinking['thinkingLevel'] === 'string' ? thinking['thinkingLevel'].toUpperCase() : thinking['thinkingLevel'],
    `${path}.thinking_level`,
    'ThinkingConfig.ThinkingLevel',
    ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH', 'XHIGH'],
  );
  const budget = numberAt(thinking['thinkingBudget'], `${path}.thinking_budget`);
  if (level !== undefined && budget !== undefined) {
    throw invalid('You can only set only one of thinking budget and thinking level.');
  }
  if (level !== undefined && model.thinking !== 'level')
    throw invalid('Thinking level is not supported for this model.');
  checkBudget(budget, model);
  return {
    includeThoughts: flagAt(thinking['includeThoughts'], `${path}.include_thoughts`),
    thinks: budget !== 0,
  };
}

/** Checks a budget. -1 leaves it to the model, and 0 turns thinking off if that is possible. */
function checkBudget(budget: number | undefined, { leastBudget }: ModelFacts): void {
  if (budget === undefined || budget === -1) return;
  if (budget === 0 && leastBudget > 0) {
    throw invalid('Budget 0 is invalid. This model only works in thinking mode.');
  }
  if (budget >= leastBudget && budget <= largestBudget) return;
  throw invalid(
    `The thinking budget ${budget} is invalid. Please choose a value between ${leastBudget} and ${largestBudget}.`,
  );
}
